"""A user's file, and hands for what the window offers around it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from explorer.measure.events import Measured, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import Sample, estimate

LEFT = Qt.MouseButton.LeftButton
SMOOTH = """
import numpy as np

def smooth(grid, out, weight=0.25):
    '''Replace each inner cell by the mean of its neighbours.'''
    for i in range(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            out[i, j] = weight * (grid[i - 1, j] + grid[i + 1, j])

def total(values):
    '''Add them up.'''
    result = 0.0
    for value in values:
        result += value
    return result
"""


def arguments(window):
    return window.setup.own.arguments.arguments()


def sentences(window):
    return [message.sentence for message in window.messages.messages()]


def press_button(qtbot, window, text):
    """Press a button of a message."""
    for message in window.messages.messages():
        for button in message.buttons:
            if button.text() == text:
                qtbot.mouseClick(button, LEFT)
                return
    raise AssertionError(f"there is no {text}: {sentences(window)}")


def choose_function(window, name):
    box = window.setup.own.functions
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def run_once(window, created, seconds=1e-3):
    """Let the run that was asked for measure every point with 12 samples."""
    window.session.begin(created)
    plan, _ = window.session.started[-1]
    for size in plan.sizes:
        updates = []
        for variant in plan.variants:
            samples = tuple(Sample(i, seconds * (1 + i / 1000)) for i in range(12))
            updates.append(Update(Point(variant, size, 1), 1, samples, estimate(samples)))
        window.session.happen(Measured(size, tuple(updates)))
    window.session.end()
