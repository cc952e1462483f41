"""The one style sheet, written from tokens."""

from __future__ import annotations

from string import Template

from programmer.ui.theme.tokens import Tokens

_SHEET = Template("""
QMainWindow, QDialog { background: $background; }
QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="done"] { color: $done; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="on-accent"] { color: $on_accent; }
QLabel[tone="on-high-alarm"] { color: $on_alarm_high; }
QLabel[tone="on-alarm"] { color: $on_alarm; }
QLabel:disabled { color: $muted; }

QFrame[look="card"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[look="bar"] { background: $surface; border: 0; }
QFrame[look="hairline"] { background: $border; border: 0; }
QScrollArea, QScrollArea > QWidget > QWidget[look="page"] { background: transparent; border: 0; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; padding: 0 16px;
    min-height: 34px; max-height: 34px;
}
QPushButton:hover { background: $sunken; border-color: $field_border; }
QPushButton:pressed { background: $accent_tint; }
QPushButton:checked { background: $accent_tint; color: $accent; border-color: $accent; }
QPushButton:disabled { background: $background; color: $muted; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted; border-color: $border; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="danger"]:hover { background: $danger_tint; }
QPushButton[kind="danger"]:disabled { color: $muted; border-color: $border; background: $background; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $accent_tint; }
QPushButton[kind="quiet"]:disabled { color: $muted; }
QPushButton[high="true"] { min-height: 42px; max-height: 42px; }

QLineEdit, QPlainTextEdit, QTextEdit, QDateEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $field_border; border-radius: 6px; padding: 0 10px;
    min-height: 34px; selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit, QTextEdit { padding: 6px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QLineEdit:read-only, QComboBox:disabled, QPlainTextEdit:disabled {
    background: $sunken; color: $muted; border-color: $border;
}
QLineEdit[wrong="true"], QLineEdit[wrong="true"]:focus { border: 2px solid $danger; padding: 0 9px; min-height: 32px; }
QLineEdit[look="dose"] { min-height: 50px; padding: 0 14px; }
QLineEdit[look="dose"][wrong="true"] { min-height: 48px; padding: 0 13px; }
QLineEdit[look="cell"] { min-height: 28px; max-height: 28px; padding: 0 8px; }
QLineEdit[look="cell"][wrong="true"] { min-height: 26px; max-height: 26px; padding: 0 7px; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: url(theme:chevron-down.svg); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $border; outline: 0;
    selection-background-color: $accent_tint; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 32px; }

QCheckBox, QRadioButton { spacing: 10px; min-height: 24px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $field_border; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url(theme:check.svg); }
QRadioButton::indicator:checked {
    width: 8px; height: 8px; border: 5px solid $accent; background: $on_accent;
}

QTableView, QTreeView, QListView {
    background: $surface; border: 0; outline: 0; color: $text;
    selection-background-color: $accent_tint; selection-color: $text;
}
QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
    background: $surface; color: $muted; border: 0; border-bottom: 1px solid $border; padding: 0 10px;
    font-size: 12px; font-weight: 400;
}
QTableCornerButton::section { background: $surface; border: 0; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $field_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $sunken; border: 0; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QMenu { background: $surface; border: 1px solid $border; padding: 6px 0; }
QMenu::item { padding: 7px 28px 7px 16px; background: transparent; }
QMenu::item:selected { background: $accent_tint; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 6px 0; }
QToolTip { background: $text; color: $surface; border: 0; padding: 6px 8px; }
QTabBar::tab { padding: 8px 14px; color: $muted; border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabWidget::pane { border: 0; border-top: 1px solid $border; }
QTextBrowser { background: $surface; border: 0; padding: 16px; }
QSplitter::handle { background: $border; }
""")


def mixed(color: str, other: str, share: float) -> str:
    """``color`` with that share of ``other`` in it, as ``#RRGGBB``."""
    pairs = ((int(color[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def style_sheet_of(tokens: Tokens) -> str:
    """The application's whole style sheet in this theme."""
    roles = {role: getattr(tokens, role) for role in Tokens.__dataclass_fields__}
    derived = {
        "accent_hover": mixed(tokens.accent, tokens.text, 0.15),
        "accent_pressed": mixed(tokens.accent, tokens.text, 0.3),
    }
    return _SHEET.substitute(roles | derived)
