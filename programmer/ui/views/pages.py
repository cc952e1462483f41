"""The names of the window's pages and the keys that open them."""

from __future__ import annotations

from programmer.ui.widgets.navigation_rail import RailEntry

CONNECT, PUMP, PROGRAM, HISTORY, TRAIN = "connect", "pump", "program", "history", "train"
HELP, ABOUT, LEAVE, THEME, LINK = "help", "about", "leave", "theme", "link"

RAIL = (
    RailEntry(CONNECT, "Connect", "connect"),
    RailEntry(PUMP, "Pump", "pump"),
    RailEntry(PROGRAM, "Program", "program"),
    RailEntry(HISTORY, "History", "history"),
    RailEntry(TRAIN, "Train", "train"),
)
RAIL_FOOT = (
    RailEntry(THEME, "Theme", "theme"),
    RailEntry(HELP, "Help", "help"),
    RailEntry(ABOUT, "About", "about"),
)
SHORTCUTS = {
    "Ctrl+1": CONNECT,
    "Ctrl+2": PUMP,
    "Ctrl+3": PROGRAM,
    "Ctrl+4": HISTORY,
    "Ctrl+5": TRAIN,
    "Ctrl+L": LINK,
    "F1": HELP,
}
PANELS = frozenset({HELP, ABOUT, LEAVE, LINK})
