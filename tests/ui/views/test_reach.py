"""Everything that takes the keyboard has a name, and Tab reaches all of it on every page."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.main_window import MainWindow
from programmer.ui.viewmodels.program_state import ProgramState, ResultKind
from tests.ui.views import handmade
from tests.ui.views.dressed_window import dressed_window
from tests.ui.views.handmade import HandmadeWorkstation

_PROGRAMS = {
    "program-schedule": handmade.EDITING,
    "program-dose": handmade.EDITING_DOSE,
    "program-staging": handmade.STAGING,
    "program-compare": handmade.COMPARING,
    "program-uncertain": handmade.ended(ResultKind.UNCERTAIN),
    "program-confirmed": handmade.ended(ResultKind.CONFIRMED),
}
_TRAININGS = {
    "train-hands": handmade.TRAINED,
    "train-conditions": handmade.TRAINED,
    "train-faults": handmade.TRAINED,
    "train-truth": handmade.TRAINED,
    "train-events": handmade.TRAINED,
    "train-result": handmade.JUDGED,
    "train-left": handmade.LEFT,
}
_CONNECTIONS = {
    "connect-trouble": handmade.CHOOSING_AFTER_TROUBLE,
    "connect-connecting": handmade.CONNECTING,
    "connect-pairing": handmade.PAIRING,
}
_LINKS = {"link": handmade.LINK, "link-pumps": handmade.PAIRED_PUMPS}
_PAGES = (
    "connect-empty",
    "connect-trouble",
    "connect-connecting",
    "connect-pairing",
    "connect",
    "pump-empty",
    "pump",
    "pump-stopped",
    "history-empty",
    "history",
    "history-record",
    "train",
    *_TRAININGS,
    "help",
    "about",
    "leave",
    "link-empty",
    "link",
    "link-pumps",
    *_PROGRAMS,
)


def _window(qtbot: QtBot, scene: str) -> MainWindow:
    desk = HandmadeWorkstation()
    window = dressed_window(desk)
    qtbot.addWidget(window)
    name, _, variant = scene.partition("-")
    if variant != "empty":
        desk.connect_all()
    if scene in _CONNECTIONS:
        desk.connect_page.show(_CONNECTIONS[scene])
    elif scene in _LINKS:
        desk.link.show(_LINKS[scene])
    elif scene == "pump-stopped":
        desk.banner.show(handmade.ALARMS)
        desk.pump.show(handmade.stopped("Take up delivery again?"))
    elif scene == "history-record":
        desk.history.show(handmade.opened())
    elif scene in _PROGRAMS:
        state: ProgramState = _PROGRAMS[scene]
        desk.program.show(state)
    elif scene in _TRAININGS:
        desk.training.show(_TRAININGS[scene])
        window.training_page.bench.show_part(
            variant if variant in {"conditions", "faults", "truth", "events"} else "hands"
        )
    window.show_page(name)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QCoreApplication.processEvents()
    return window


def _group_of(widget: QWidget) -> object:
    """A widget, or the group it stands in: Tab goes to one of a group, and arrows to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) and widget.isCheckable() else None
    return widget if group is None else group


def _reachable(window: MainWindow) -> list[QWidget]:
    """What is to be seen, is enabled, and takes the focus by Tab."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
    ]


@pytest.mark.parametrize("scene", _PAGES)
def test_whatever_takes_the_keyboard_has_a_name_and_tab_reaches_it_and_comes_round(
    qtbot: QtBot, scene: str
) -> None:
    window = _window(qtbot, scene)
    wanted = _reachable(window)
    nameless = [
        widget for widget in wanted if not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []

    window.header.stop_button.setFocus()
    reached: list[QWidget] = []
    for _ in range(len(wanted) + 5):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    groups = [_group_of(widget) for widget in reached]
    missed = [widget for widget in wanted if _group_of(widget) not in groups]
    assert missed == [], [(widget.accessibleName(), type(widget).__name__) for widget in missed]
    assert reached[0] is window.header.stop_button


def test_arrows_move_along_a_group_of_ways_to_a_pump(qtbot: QtBot) -> None:
    window = _window(qtbot, "connect-trouble")
    rows = window.connect_page.links.rows()
    rows[-1].setFocus()
    QTest.keyClick(rows[-1], Qt.Key.Key_Up)
    assert rows[-2].hasFocus()
