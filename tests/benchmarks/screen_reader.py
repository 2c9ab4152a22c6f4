"""A whole task by the accessibility interface alone: no mouse, and nothing is looked at.

    dbus-run-session -- python3 tests/benchmarks/screen_reader.py PROGRAM

PROGRAM is `numba-explorer` as it is installed. Needs an X display with a window manager (Xvfb and
openbox will do), at-spi2-core, and a Python that has PyGObject with Atspi 2.0, which need not be
the program's. Chooses variants and sizes, runs, walks along a curve, reads the answer and a point,
and saves the run; prints what a screen reader hears meanwhile. Ends with an error where something
is not found or not heard.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

ANNOUNCED, FOCUSED = "object:announcement", "object:state-changed:focused"
LEFT, UP, ENTER = 0xFF51, 0xFF52, 0xFF0D
PATIENCE_S = 60
heard = []


def main():
    """Do the task and print its transcript."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "heard.json"
        own = {f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        subprocess.Popen(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
        environment = {**os.environ, **own, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        time.sleep(1)
        program = subprocess.Popen(sys.argv[1:], env=environment)
        try:
            task(program.pid, saved)
        finally:
            program.terminate()
            program.wait()


def task(process, saved):
    """Choose, run, read, save."""
    Atspi.init()
    listener = Atspi.EventListener.new(on_event)
    for kind in (ANNOUNCED, FOCUSED):
        listener.register(kind)
    run = until(lambda: find(process, "push button", "Run"))
    act(find(process, "list item", "python"))
    wait(0.5)
    ticked = find(process, "list item", "python").get_state_set()
    assert not ticked.contains(Atspi.StateType.CHECKED)
    find(process, "text", "Largest size").get_editable_text_iface().set_text_contents("1e4")
    wait(0.5)
    tell(find(process, "label", "Activity").get_name())
    act(run)
    tell(until(lambda: find(process, "label", "Progress: Done")).get_name())
    wait(1)
    announced = reversed([text for kind, text in heard if kind == ANNOUNCED])
    answer = next(filter(None, (find(process, "label", text) for text in announced)), None)
    assert answer is not None, "no recommendation was read out"
    tell("the answer: " + answer.get_name())
    act(find(process, "page tab", "Time"))
    plot = until(lambda: find(process, "filler", "Time: "))
    plot.get_component_iface().grab_focus()
    wait(0.5)
    for key in (LEFT, LEFT, UP, ENTER):
        before = len(heard)
        press(key)
        assert key == ENTER or len(heard) > before, "the cursor said nothing"
    interval = find(process, "label", "Interval: ")  # of too few samples there is none
    rows = [find(process, "label", "Time: "), interval, find(process, "label", "Samples: ")]
    for row in rows if interval else rows[::2]:
        tell("the point: " + row.get_name())
    act(find(process, "menu item", "File"))
    act(until(lambda: find(process, "menu item", "Save Run")))
    name = until(lambda: find(process, "text", "File name") or find(process, "text", ""))
    name.get_editable_text_iface().set_text_contents(str(saved))
    act(find(process, "push button", "Save"))
    until(saved.exists)
    tell(f"saved: {saved.stat().st_size:,} bytes")


def on_event(event):
    """Note what is read out: announcements, and the name of what the keys go to."""
    if event.type.startswith(FOCUSED) and not event.detail1:
        return
    told = event.any_data if event.type == ANNOUNCED else event.source.get_name()
    heard.append((event.type, told))
    print(f"  hears: {told}", flush=True)


def tell(text):
    """Print what was read where it stands."""
    print(f"reads {text}", flush=True)


def find(process, role, name):
    """Return the first thing in sight with this role, whose name begins so; None without one."""
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        top = desktop.get_child_at_index(place)
        if top is not None and top.get_process_id() == process:
            return next((o for o in walk(top) if _is(o, role, name)), None)
    return None


def _is(found, role, name):
    return found.get_role_name() == role and found.get_name().startswith(name)


def walk(top):
    """Yield what is in sight, in the order in which it is read."""
    for place in range(top.get_child_count()):
        child = top.get_child_at_index(place)
        if child is not None and child.get_state_set().contains(Atspi.StateType.SHOWING):
            yield child
            yield from walk(child)


def act(found):
    """Do what is first among what can be done with something."""
    print(f"does {found.get_action_iface().get_action_name(0)}: {found.get_name()}", flush=True)
    try:
        found.get_action_iface().do_action(0)
    except GLib.GError as error:  # what opens a dialog answers when that is closed
        if "reply" not in str(error):
            raise


def press(key):
    """Press a key, and wait for what it says."""
    Atspi.generate_keyboard_event(key, None, Atspi.KeySynthType.SYM)
    wait(1)


def until(look):
    """Wait until something is there, and return it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(GLib.GError):  # what is looked at may go meanwhile
            found = look()
            if found:
                return found
        wait(0.3)
    raise AssertionError("it did not come")


def wait(seconds):
    """Hear what comes meanwhile."""
    end, context = time.monotonic() + seconds, GLib.MainContext.default()
    while time.monotonic() < end:
        context.iteration(False)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
