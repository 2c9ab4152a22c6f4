"""Light, dark or as the desktop: the palette and the style sheet of the whole window."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from explorer.desktop.look.theme import DARK, LIGHT, Theme, mixed, theme_of

CHOICES = ("system", "light", "dark")
_WRITTEN_IN = ("QLineEdit", "QAbstractSpinBox", "QComboBox")
"""Their fields get a ground of their own in the dark."""
_OUTLINED = (*_WRITTEN_IN, "QCheckBox", "QListWidget", "QTreeWidget")
"""Fields and ticks, which are found by their outlines."""
OUTLINE = 0.52
"""How much of the text's colour is in an outline: a contrast of at least 3 to what is beside it."""
_FUSION_DARKENS = 140
"""Fusion draws outlines in the colour of windows, darker by so many per cent."""

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Appearance(QObject):
    """Keeps the application's palette and style sheet in step with the choice and the desktop.

    The style sheet can be left to `dress`: what is put into a window is looked up in it anew at
    each step, which for the whole window takes 100 ms, and for a window that is there 25.
    """

    def __init__(self, app: QApplication, choice: str = "system", *, dressed: bool = True) -> None:
        super().__init__(app)
        self._app = app
        self._dressed = dressed
        self.choice = "system"
        app.setStyleSheet("")
        # Desktops without a theme of their own leave the palette to us; others bring theirs.
        self._ours = app.style().name() == "fusion"
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Take one of `CHOICES`; anything else is taken as `system`."""
        self.choice = choice if choice in CHOICES else "system"
        self._app.styleHints().setColorScheme(_SCHEMES[self.choice])
        self._apply()

    def dress(self) -> None:
        """Give the application its style sheet, from now on."""
        self._dressed = True
        self._apply()

    def _apply(self) -> None:
        scheme = _SCHEMES[self.choice]
        if scheme is Qt.ColorScheme.Unknown:
            scheme = self._app.styleHints().colorScheme()
        if self._ours:
            theme = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
            self._app.setPalette(palette(theme))
            for name in _OUTLINED:
                its = outlined(theme, written_in=name in _WRITTEN_IN)
                self._app.setPalette(its, name)  # type: ignore[arg-type]  # the stub is wrong
        if self._dressed:
            theme = theme_of(self._app.palette())
            self._app.setStyleSheet(style_sheet(theme) + (for_fusion(theme) if self._ours else ""))


def enlarge(app: QApplication, percent: float) -> None:
    """Give all texts so much of the desktop's size; windows that are made later have it."""
    font = app.font()
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        font.setPixelSize(round(font.pixelSize() * percent / 100))
    app.setFont(font)


def palette(theme: Theme) -> QPalette:
    """Return the palette that goes with a theme."""
    found = QPalette()
    role = QPalette.ColorRole
    text, ground = QColor(theme.text), QColor(theme.background)
    raised = mixed(theme.background, theme.text, 0.03)
    for kind, colour in (
        (role.Window, ground), (role.Base, ground), (role.AlternateBase, raised),
        (role.Button, raised), (role.WindowText, text), (role.Text, text),
        (role.ButtonText, text), (role.BrightText, QColor(theme.warning)),
        (role.ToolTipBase, raised), (role.ToolTipText, text),
        (role.PlaceholderText, QColor(theme.faint)), (role.Highlight, QColor(theme.accent)),
        (role.HighlightedText, ground), (role.Link, QColor(theme.accent)),
        (role.Accent, QColor(theme.accent)),
        (role.Light, mixed(theme.background, theme.text, 0.0 if not theme.dark else 0.15)),
        (role.Midlight, mixed(theme.background, theme.text, 0.08)),
        (role.Mid, mixed(theme.background, theme.text, 0.25)),
        (role.Dark, mixed(theme.background, theme.text, 0.35)),
        (role.Shadow, mixed(theme.background, "#000000", 0.6)),
    ):  # fmt: skip
        found.setColor(kind, colour)
    for kind in (role.WindowText, role.Text, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, kind, mixed(theme.faint, ground, 0.35))
    return found


def outlined(theme: Theme, *, written_in: bool) -> QPalette:
    """Return the palette of fields and ticks, whose outlines can be seen."""
    found = palette(theme)
    outline = mixed(theme.background, theme.text, OUTLINE)
    found.setColor(QPalette.ColorRole.Window, outline.lighter(_FUSION_DARKENS))
    if written_in and theme.dark:
        found.setColor(QPalette.ColorRole.Base, found.color(QPalette.ColorRole.Midlight))
    return found


def style_sheet(theme: Theme) -> str:
    """Return the style sheet: flat, and lines only where two parts of the window meet."""
    side = mixed(theme.background, theme.text, 0.03).name()
    hover = mixed(theme.background, theme.text, 0.08).name()
    pressed = mixed(theme.background, theme.text, 0.14).name()
    edge = mixed(theme.background, theme.text, 0.22).name()
    primary_hover = mixed(theme.accent, theme.text, 0.18).name()
    warned = mixed(theme.background, theme.warning, 0.10).name()
    noticed = mixed(theme.background, theme.accent, 0.10).name()
    return f"""
    QMenuBar {{ background: {side}; border: none; padding: 2px 8px; }}
    QMenuBar::item {{ padding: 4px 8px; background: transparent; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {hover}; }}
    QStatusBar {{ background: {side}; border-top: 1px solid {theme.grid}; }}
    QStatusBar::item {{ border: none; }}
    #setup, #controls, #side {{ background: {side}; }}
    #controls {{ border-top: 1px solid {theme.grid}; }}
    QSplitter::handle {{ background: {theme.grid}; }}
    QLabel[role="quiet"], QLabel[role="note"], QLabel[role="heading"] {{ color: {theme.faint}; }}
    QLabel[role="warning"], QLabel[role="note"][wrong="true"] {{ color: {theme.warning}; }}
    QLabel[role="concern"] {{ background: {warned}; border-radius: 4px; padding: 6px 8px; }}
    QLabel[role="aside"] {{ background: {noticed}; border-radius: 4px; padding: 6px 8px; }}
    QLabel[role="forecast"] {{ border-top: 1px solid {theme.grid}; }}
    QTreeWidget::item {{ padding: 2px 0; }}
    QTreeWidget, QTableView, QListWidget {{ border: 1px solid transparent; }}
    QTreeWidget:focus, QTableView:focus, QListWidget:focus {{ border-color: {theme.accent}; }}
    QToolButton {{ border: none; border-radius: 4px; padding: 4px 8px; background: transparent; }}
    QToolButton:hover {{ background: {hover}; }}
    QToolButton:pressed {{ background: {pressed}; }}
    QToolButton:focus {{ border: 1px solid {theme.accent}; padding: 3px 7px; }}
    QToolButton[role="tool"] {{ color: {theme.faint}; }}
    QToolButton[role="tool"][opens="true"] {{ padding-right: 20px; }}
    QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: right center;
        right: 6px; }}
    QToolButton[role="tool"]:hover {{ color: {theme.text}; }}
    QToolButton[role="tool"]:disabled {{
        color: {mixed(theme.faint, theme.background, 0.6).name()}; }}
    QToolButton[role="fold_away"] {{ padding: 0; }}
    QToolButton[role="fold_away"]:focus {{ padding: 0; }}
    QToolButton[role="link"] {{ color: {theme.accent}; padding: 2px 1px 2px 5px; }}
    QToolButton[role="link"]:focus {{ padding: 1px 0 1px 4px; }}
    QToolButton[role="fold"] {{ padding: 4px 8px 4px 0; color: {theme.text}; }}
    QToolButton[role="button"], QToolButton[role="chip"] {{
        border: 1px solid {edge}; background: {theme.background}; padding: 5px 8px; }}
    QToolButton[role="chip"] {{ padding: 2px 0; min-width: 24px; }}
    QToolButton[role="button"]:hover, QToolButton[role="chip"]:hover {{ background: {hover}; }}
    QToolButton[role="button"]:focus, QToolButton[role="chip"]:focus {{
        border-color: {theme.accent}; }}
    QToolButton[role="button"]:checked, QToolButton[role="chip"]:checked {{
        background: {noticed}; border-color: {theme.accent}; color: {theme.accent}; }}
    QToolButton[role="chip"]:focus {{ border: 2px solid {theme.text}; padding: 1px 0; }}
    QToolButton[role="button"]:disabled {{ color: {mixed(theme.faint, side, 0.45).name()};
        background: {side}; border-color: {theme.grid}; }}
    QToolButton[role="primary"] {{ background: {theme.accent}; color: {theme.background};
        border: 1px solid {theme.accent}; padding: 5px 8px; font-weight: 600; }}
    QToolButton[role="primary"]:hover {{ background: {primary_hover}; }}
    QToolButton[role="primary"]:focus {{ border: 1px solid {theme.text}; padding: 5px 8px; }}
    QToolButton[role="primary"]:disabled {{ background: {hover}; border-color: {hover};
        color: {theme.faint}; }}
    QTabBar {{ background: transparent; }}
    QTabBar::tab {{ background: transparent; border: none; padding: 8px 3px 6px 3px;
        margin: 0 5px; border-bottom: 2px solid transparent; color: {theme.faint}; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
    QTabBar::tab:hover:!selected {{ color: {theme.text}; }}
    QTabBar::tab:focus {{ color: {theme.accent}; }}
    QTabBar::tab:disabled {{ color: {mixed(theme.faint, theme.background, 0.5).name()}; }}
    QTabBar QToolButton {{ background: {theme.background}; border-radius: 0; padding: 0; }}
    QTabBar QToolButton:disabled {{ color: {mixed(theme.faint, theme.background, 0.6).name()}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {theme.grid}; }}
    QHeaderView::section {{ background: {theme.background}; color: {theme.faint}; border: none;
        border-bottom: 1px solid {theme.grid}; padding: 4px 4px; }}
    QTableCornerButton::section {{ background: {theme.background}; border: none; }}
    QTableView {{ selection-background-color: {noticed}; selection-color: {theme.text}; }}
    QTreeWidget {{ selection-background-color: {hover}; selection-color: {theme.text}; }}
    QProgressBar {{ border: none; background: {hover}; border-radius: 2px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 2px; }}
    QFrame[kind="notice"] {{ background: {noticed}; }}
    QFrame[kind="warning"] {{ background: {warned}; }}
    #popup {{ background: {theme.background}; border: 1px solid {edge}; }}
    QToolTip {{ background: {side}; color: {theme.text}; border: 1px solid {edge}; padding: 4px; }}
    """


def for_fusion(theme: Theme) -> str:
    """Return the rest of the style sheet, for where the desktop has no style of its own.

    Scroll bars are narrow, and boxes for numbers as high as fields and choices beside them.
    """
    thumb = mixed(theme.background, theme.text, 0.22).name()
    hover = mixed(theme.background, theme.text, 0.40).name()
    return f"""
    QAbstractSpinBox {{ min-height: 1.1em; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {thumb}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {hover}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
