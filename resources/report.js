for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement, table = head.closest("table"), body = table.tBodies[0];
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => row.cells[head.cellIndex].dataset.sort;
    const numbers = head.dataset.numbers === "1";
    const compare = (a, b) => numbers ? key(a) - key(b) : key(a).localeCompare(key(b));
    const sorted = [...body.rows].sort((a, b) => up ? compare(a, b) : compare(b, a));
    body.append(...sorted);
  });
}
