"""The plot says time and value in words, tells calculated from measured, and obeys mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from programmer.ui.theme import LIGHT
from programmer.ui.widgets.plots.plot_controls import PlotControls
from programmer.ui.widgets.plots.plot_menu import plot_menu
from programmer.ui.widgets.plots.plot_pane import PaneSpec
from programmer.ui.widgets.plots.stacked_time_plot import StackedTimePlot
from programmer.ui.widgets.plots.therapy_plot import RATE, RESERVOIR, PlotRange, PlotSample, TherapyPlot
from programmer.ui.widgets.plots.time_ticks import elapsed_ticks
from tests.ui.widgets.scenes import NOW, therapy_plot

DAY = 86_400.0


@pytest.fixture
def plot(qtbot: QtBot) -> TherapyPlot:
    made = therapy_plot()
    qtbot.addWidget(made)
    made.resize(900, 560)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def words(plot: TherapyPlot) -> str:
    return plot.readout().replace("\u00a0", " ")


def test_the_crosshair_says_time_and_values_in_words(plot: TherapyPlot) -> None:
    plot.set_crosshair(NOW - 3 * 3600)
    assert words(plot) == "Fri 20 Nov 2026, 11:31 — 11.52 mL, 380 mcg per day, 193.35 mcg since midnight"


def test_a_calculated_value_says_that_it_is(plot: TherapyPlot) -> None:
    plot.set_crosshair(NOW + DAY)
    assert words(plot).endswith(", calculated")
    plot.set_crosshair(NOW - DAY)
    assert "calculated" not in words(plot)


def test_without_a_crosshair_the_values_of_now_are_said(plot: TherapyPlot) -> None:
    plot.set_crosshair(None)
    assert words(plot).startswith("Fri 20 Nov 2026, 14:31 — 11.42 mL, 380 mcg per day")
    assert plot.accessibleDescription() == plot.readout()


def test_where_nothing_is_known_it_says_so(plot: TherapyPlot) -> None:
    plot.set_crosshair(NOW - 300 * DAY)
    assert words(plot).endswith("— nothing known")


def test_none_makes_a_gap_in_that_curve_only(plot: TherapyPlot) -> None:
    plot.set_calculated(())
    plot.append(PlotSample(NOW + 60, None, 380.0, 240.0))
    plot.append(PlotSample(NOW + 120, 11.41, 380.0, 241.0))
    plot.set_crosshair(NOW + 90)
    assert words(plot) == "Fri 20 Nov 2026, 14:32 — 380 mcg per day, 240.5 mcg since midnight"


def wheel(plot: TherapyPlot, notches: int) -> None:
    viewport = plot._view.viewport()
    at = QPointF(viewport.rect().center())
    turn = QWheelEvent(
        at,
        QPointF(viewport.mapToGlobal(at.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, turn)


def test_the_wheel_zooms_about_the_pointer(plot: TherapyPlot) -> None:
    plot.set_crosshair(None)
    before = plot.span
    middle = plot._stack.t_at(plot._view.viewport().rect().center().x())
    wheel(plot, 2)
    assert plot.span.length == pytest.approx(before.length * 0.64)
    assert plot._stack.x_of(middle) == pytest.approx(plot._view.viewport().rect().center().x(), abs=2)


def drag(plot: TherapyPlot, by: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    viewport = plot._view.viewport()
    start = viewport.rect().center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, modifier, start)
    for step in range(1, 9):
        QTest.mouseMove(viewport, start + QPoint(by * step // 8, 0))
        QApplication.processEvents()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, modifier, start + QPoint(by, 0))


def test_panning_by_hand_stops_following_and_the_button_starts_it_again(
    plot: TherapyPlot, qtbot: QtBot
) -> None:
    controls = PlotControls(plot)
    qtbot.addWidget(controls)
    controls.show()
    before = plot.span
    plot._pan_by_hand(-DAY)
    assert (plot.following, plot.range, controls.ranges.chosen_key()) == (False, None, None)
    plot.set_now(NOW + 60)
    assert plot.span == before.panned(-DAY)
    QTest.mouseClick(controls.follow, Qt.MouseButton.LeftButton)
    assert plot.following
    assert plot.span.t0 < NOW + 60 < plot.span.t1


def test_now_keeps_its_place_while_following(plot: TherapyPlot) -> None:
    before = plot._stack.x_of(NOW)
    plot.set_now(NOW + 3600)
    assert plot._stack.x_of(NOW + 3600) == pytest.approx(before, abs=0.01)


@pytest.mark.parametrize(
    ("key", "t0", "length"),
    [
        (Qt.Key.Key_Left, -0.1, 1.0),
        (Qt.Key.Key_Right, 0.1, 1.0),
        (Qt.Key.Key_Plus, 0.25, 0.5),
        (Qt.Key.Key_Minus, -0.5, 2.0),
    ],
)
def test_arrows_pan_and_plus_and_minus_zoom(plot: TherapyPlot, key: Qt.Key, t0: float, length: float) -> None:
    before = plot.span
    QTest.keyClick(plot, key)
    assert plot.span.length == pytest.approx(before.length * length)
    assert plot.span.t0 == pytest.approx(before.t0 + t0 * before.length, abs=1)


def test_home_shows_all_and_f_follows(plot: TherapyPlot) -> None:
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.span == plot.whole_span()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert not plot.following
    QTest.keyClick(plot, Qt.Key.Key_F)
    assert plot.following


@pytest.mark.parametrize(
    ("chosen", "length"), [(PlotRange.TEN_MINUTES, 600), (PlotRange.DAY, DAY), (PlotRange.WEEK, 7 * DAY)]
)
def test_a_range_shows_so_much_time_around_now(plot: TherapyPlot, chosen: PlotRange, length: float) -> None:
    plot.set_range(chosen)
    assert plot.span.length == pytest.approx(length)
    assert plot.span.t0 < NOW < plot.span.t1


def test_to_refill_shows_now_and_the_day_of_the_refill(plot: TherapyPlot) -> None:
    plot.set_refill_by(NOW + 20 * DAY)
    plot.set_range(PlotRange.TO_REFILL)
    assert plot.span.t0 < NOW < NOW + 20 * DAY < plot.span.t1


def test_zooming_stops_at_ten_seconds_and_two_centuries(plot: TherapyPlot) -> None:
    for _ in range(60):
        plot._zoom_by_hand(0.5, NOW)
    assert plot.span.length == 10
    for _ in range(90):
        plot._zoom_by_hand(2, NOW)
    assert plot.span.length == pytest.approx(200 * 365.25 * DAY)
    assert not plot.grab().isNull()


def test_the_reservoirs_scale_ends_at_what_it_holds(plot: TherapyPlot) -> None:
    assert plot.pane(RESERVOIR).view.viewRange()[1] == [0, 20]
    plot.set_capacity(40)
    assert plot.pane(RESERVOIR).view.viewRange()[1] == [0, 40]


def show_whole(plot: TherapyPlot) -> None:
    whole = plot.whole_span()
    assert whole is not None
    plot.set_span(whole)


def pixels(image: QImage, color: str) -> list[tuple[int, int]]:
    """Where a picture shows nearly that colour."""
    wanted = QColor(color)
    return [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if near(image.pixelColor(x, y), wanted)
    ]


def near(one: QColor, other: QColor) -> bool:
    return one.saturation() > 90 and abs(one.hue() - other.hue()) < 15


@pytest.mark.parametrize("calculated", [False, True])
def test_a_rate_is_drawn_as_steps_and_never_as_slopes(qtbot: QtBot, calculated: bool) -> None:
    plot = TherapyPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 420)
    plot.show()
    rates = [PlotSample(t, None, rate, None) for t, rate in ((0, 100.0), (5000, 400.0), (10_000, 400.0))]
    (plot.set_calculated if calculated else plot.set_measured)(rates)
    plot.follow_now(False)
    show_whole(plot)
    drawn = pixels(plot.grab().toImage(), LIGHT.series_rate)
    pane = plot.pane(RATE)
    levels = {round(pane.pos().y() + pane.y_of(value)) for value in (100.0, 400.0)}
    assert all(any(abs(y - level) <= 2 for _, y in drawn) for level in levels)
    between = {x for x, y in drawn if min(abs(y - level) for level in levels) > 3}
    assert 1 <= len(between) <= 3


def test_a_gap_is_drawn_as_a_gap(qtbot: QtBot) -> None:
    plot = TherapyPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 420)
    plot.show()
    levels = [(0, 10.0), (4000, 10.0), (4001, None), (6000, 10.0), (10_000, 10.0)]
    plot.set_measured([PlotSample(t, level, None, None) for t, level in levels])
    plot.follow_now(False)
    show_whole(plot)
    drawn = {x for x, _ in pixels(plot.grab().toImage(), LIGHT.series_reservoir)}
    assert round(plot._stack.x_of(3000)) in drawn
    assert round(plot._stack.x_of(5000)) not in drawn
    assert round(plot._stack.x_of(7000)) in drawn


def test_a_million_samples_are_drawn_with_two_points_a_column(qtbot: QtBot) -> None:
    plot = TherapyPlot()
    qtbot.addWidget(plot)
    plot.resize(800, 500)
    plot.show()
    trace = plot.pane(RESERVOIR).measured
    times = [float(t) for t in range(1_000_000)]
    trace.extend(times, [10.0 + t % 7 for t in range(1_000_000)])
    plot.follow_now(False)
    plot.show_all()
    plot.grab()
    item = plot.pane(RESERVOIR)._items[0]
    assert 800 <= item.points_drawn <= 2 * 800


def test_the_right_click_offers_our_own_menu(plot: TherapyPlot) -> None:
    menu = plot_menu(plot)
    assert [action.text() for action in menu.actions()] == ["Show all", "Save picture…"]
    assert all(pane.view.menu is None for pane in plot._stack.panes.values())


def test_the_picture_is_saved_as_shown(plot: TherapyPlot, tmp_path: Path) -> None:
    assert plot.save_picture(tmp_path / "plot.png")
    assert QImage(str(tmp_path / "plot.png")).size() == plot.size()


def test_the_mouse_moves_the_crosshair_and_leaving_takes_it_away(plot: TherapyPlot) -> None:
    viewport = plot._view.viewport()
    QTest.mouseMove(viewport, viewport.rect().center())
    assert plot._crosshair == pytest.approx(
        plot._stack.t_at(viewport.rect().center().x()), abs=plot.span.length / 500
    )
    plot.set_crosshair(None)
    assert plot._stack.overlay.state.crosshair_x is None


def test_dragging_pans(plot: TherapyPlot) -> None:
    before = plot.span
    drag(plot, 160)
    assert plot.span.length == pytest.approx(before.length)
    assert plot.span.t0 < before.t0
    assert not plot.following


def test_dragging_with_shift_zooms_to_what_was_swept(plot: TherapyPlot) -> None:
    before = plot.span
    drag(plot, 160, Qt.KeyboardModifier.ShiftModifier)
    assert plot.span.length < before.length / 3
    assert before.t0 < plot.span.t0 < plot.span.t1 < before.t1


def test_other_panes_and_time_from_now_can_be_plotted_too(qtbot: QtBot) -> None:
    plot = StackedTimePlot(
        (
            PaneSpec(
                "tip",
                "Dose rate at the catheter tip (calculated)",
                "mcg per day",
                "series_dose",
                stepped=True,
            ),
        ),
        name="Bridge",
        ticks=elapsed_ticks,
    )
    qtbot.addWidget(plot)
    plot.pane("tip").calculated.extend([0.0, 3 * DAY], [400.0, 400.0])
    plot.refresh()
    plot.show_all()
    plot.resize(500, 200)
    plot.show()
    assert [label for _, label in plot._stack.axis.labels()][:2] == ["now", "12 h"]


def test_the_titles_name_the_drug_of_the_doses(qtbot: QtBot) -> None:
    plot = TherapyPlot()
    qtbot.addWidget(plot)
    plot.set_drugs("baclofen until Sat 21 Nov 2026, 14:02, then morphine", "morphine")
    assert plot.pane("rate").title == "Dose rate: baclofen until Sat 21 Nov 2026, 14:02, then morphine"
    assert plot.pane("delivered").title == "Delivered since midnight: morphine"
    assert plot.pane("reservoir").title == "Reservoir"
    plot.set_drugs("", "")
    assert plot.pane("delivered").title == "Delivered since midnight"


def test_the_words_of_now_hide_no_curve(plot: TherapyPlot) -> None:
    """They stand on the line of the first title, above everything that is drawn."""
    overlay = plot._stack.overlay
    assert overlay.state.now_words
    assert overlay.boundingRect().top() <= overlay.state.area.top() - 18
