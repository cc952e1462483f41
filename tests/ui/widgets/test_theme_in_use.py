"""A theme on the running application: fonts, colours, pictures, the focus ring, and changing it at run time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.assets import available_icons, icon, icon_pixmap
from programmer.ui.theme import (
    DARK,
    LIGHT,
    THEMES,
    Tokens,
    TypeSize,
    Weight,
    apply_theme,
    current_theme,
    type_font,
)
from programmer.ui.theme.focus_ring import REACH
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.plots.therapy_plot import TherapyPlot
from programmer.ui.widgets.rail_button import RailButton
from programmer.ui.widgets.text_label import TextLabel


def colors_of(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("weight", list(Weight))
def test_every_weight_is_the_bundled_inter(qapp: QApplication, weight: Weight) -> None:
    info = QFontInfo(type_font(TypeSize.TEXT, weight))
    assert (info.family(), info.weight(), info.exactMatch()) == ("Inter", int(weight), True)


def test_all_figures_are_as_wide_as_each_other(qapp: QApplication) -> None:
    label = TextLabel()
    assert label.font().featureValue(QFont.Tag("tnum")) == 1
    metrics = label.fontMetrics()
    assert {metrics.horizontalAdvance(figure * 10) for figure in "0123456789"} == {
        metrics.horizontalAdvance("0" * 10)
    }


def test_text_is_never_smaller_than_a_label() -> None:
    assert min(int(size) for size in TypeSize) == 12


def test_a_card_takes_the_colours_of_the_new_theme(qtbot: QtBot, qapp: QApplication) -> None:
    card = Card("Ready to program")
    qtbot.addWidget(card)
    card.resize(200, 80)
    assert card.grab().toImage().pixelColor(100, 70).name().upper() == LIGHT.surface
    apply_theme(qapp, DARK)
    assert card.grab().toImage().pixelColor(100, 70).name().upper() == DARK.surface


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES.keys())
def test_a_plot_that_is_already_there_changes_too(qtbot: QtBot, qapp: QApplication, tokens: Tokens) -> None:
    plot = TherapyPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    apply_theme(qapp, tokens)
    assert plot.grab().toImage().pixelColor(200, 2) == QColor(tokens.surface)


def test_a_widget_that_is_gone_is_not_told_of_a_new_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = RailButton("Pump", "pump")
    button.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, DARK)
    assert current_theme().tokens is DARK


@pytest.mark.parametrize("name", available_icons())
def test_every_icon_takes_the_colour_it_is_asked_for(qapp: QApplication, name: str) -> None:
    image = icon_pixmap(name, "#0A6A87", 24, 2.0).toImage()
    assert image.width() == 48
    assert "#0A6A87" in colors_of(image)


def test_an_icon_has_a_sharp_picture_for_dense_screens(qapp: QApplication) -> None:
    assert (
        icon("pump", "#0A6A87").pixmap(icon("pump", "#0A6A87").availableSizes()[0], 2.0).devicePixelRatio()
        == 2.0
    )
    assert icon("pump", "#0A6A87") is icon("pump", "#0A6A87")


def _window(qtbot: QtBot) -> tuple[QWidget, ActionButton, ActionButton]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(40, 40, 40, 40)
    first, second = ActionButton("First"), ActionButton("Second")
    column.addWidget(first)
    column.addWidget(second)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window, first, second


def test_the_focus_ring_goes_with_the_focus(qtbot: QtBot) -> None:
    window, first, second = _window(qtbot)
    first.setFocus()
    ring = current_theme().focus_rings.ring
    assert ring is not None
    assert ring.geometry() == first.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    ring = current_theme().focus_rings.ring
    assert ring is not None
    assert ring.geometry() == second.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    assert LIGHT.accent in colors_of(window.grab().toImage())


def test_the_focus_ring_moves_when_its_widget_moves(qtbot: QtBot) -> None:
    window, _, second = _window(qtbot)
    second.setFocus()
    window.resize(500, 400)
    ring = current_theme().focus_rings.ring
    assert ring is not None
    qtbot.waitUntil(lambda: ring.geometry() == second.geometry().adjusted(-REACH, -REACH, REACH, REACH))


def test_the_focus_ring_takes_the_colours_of_the_new_theme(qtbot: QtBot, qapp: QApplication) -> None:
    _window_kept, _first, second = _window(qtbot)
    second.setFocus()
    apply_theme(qapp, DARK)
    ring = current_theme().focus_rings.ring
    assert ring is not None
    assert (ring._color, ring._ground) == (DARK.accent, DARK.surface)


def test_enter_presses_no_ordinary_button(qtbot: QtBot) -> None:
    _, first, _ = _window(qtbot)
    first.setFocus()
    with qtbot.assertNotEmitted(first.clicked):
        QTest.keyClick(first, Qt.Key.Key_Return)
        QTest.keyClick(first, Qt.Key.Key_Enter)
    with qtbot.waitSignal(first.clicked):
        QTest.keyClick(first, Qt.Key.Key_Space)


def test_a_label_reads_no_markup_from_a_record(qtbot: QtBot) -> None:
    for wraps in (False, True):
        label = TextLabel("<b>Smith</b> & co", wraps=wraps)
        qtbot.addWidget(label)
        assert label.text() == "<b>Smith</b> & co"
        assert label.sizeHint().width() > TextLabel("Smith & co").sizeHint().width() or wraps
