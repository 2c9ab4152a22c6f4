"""`--install-menu-entry`, `--remove-menu-entry`: the program in the desktop's menu or out of it."""

from explorer import menu_entry
from explorer.commands.answers import OK


def change(verb: str) -> int:
    """Do as the verb says, "install" or "remove", print what was done; return the exit status."""
    if verb == "install":
        entry = menu_entry.install()
        print(f"Numba Explorer is in the menu now: {entry}. --remove-menu-entry takes it out.")
    elif menu_entry.remove():
        print("Numba Explorer is out of the menu.")
    else:
        print("Numba Explorer was not in the menu.")
    return OK
