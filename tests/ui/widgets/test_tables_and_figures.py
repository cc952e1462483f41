"""Figures, facts, tables and progress show what they were given, and mark what changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from programmer.therapy.quantities import NanogramsPerDay, Nanolitres
from programmer.ui.theme import LIGHT
from programmer.ui.widgets.big_figure import BigFigure, BigFigureState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.compare_table import CompareRow, CompareTable
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.limit_bar import LimitBar, LimitBarState
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState
from programmer.ui.widgets.progress_step_row import ProgressStep, StepState
from programmer.ui.widgets.reservoir_glass import ReservoirGlass, ReservoirState
from programmer.ui.widgets.step_trail import StepTrail
from programmer.ui.widgets.table_rows import Column, TableRow
from programmer.ui.widgets.text_label import Tone

ROWS = (
    CompareRow("Drug", "baclofen", "baclofen"),
    CompareRow("Dose per day", "350 mcg", "402 mcg", "+52 mcg", changed=True),
)


def test_the_figure_is_read_out_with_its_unit(qtbot: QtBot) -> None:
    figure = BigFigure(BigFigureState("Delivering now", "402", "mcg per day", "baclofen 500 mcg/mL"))
    qtbot.addWidget(figure)
    assert figure.accessibleName() == "Delivering now: 402 mcg per day"


def test_a_stale_figure_turns_muted_and_keeps_its_place(qtbot: QtBot) -> None:
    figure = BigFigure(BigFigureState("Delivering now", "402", "mcg per day"))
    qtbot.addWidget(figure)
    before = figure.sizeHint()
    figure.set_state(BigFigureState("Delivering now", "402", "mcg per day", stale=True))
    assert figure._number.property("tone") == Tone.MUTED.value
    assert figure.sizeHint() == before


def test_number_and_unit_stand_on_one_baseline(qtbot: QtBot) -> None:
    figure = BigFigure(BigFigureState("", "402", "mmm"))
    qtbot.addWidget(figure)
    figure.resize(300, 100)
    figure.show()
    image = figure.grab().toImage()

    def lowest_ink(left: int, right: int) -> int:
        dark = [
            y
            for y in range(image.height())
            for x in range(left, right)
            if image.pixelColor(x, y).lightness() < 150
        ]
        return max(dark)

    unit = figure._unit.geometry()
    number = figure._number.geometry()
    assert abs(lowest_ink(unit.left(), unit.left() + 30) - lowest_ink(number.left(), number.right())) <= 1


def test_facts_are_replaced_in_place(qtbot: QtBot) -> None:
    table = FactTable((Fact("Motor", "no stall"), Fact("Alarms", "none active")))
    qtbot.addWidget(table)
    table.show()
    table.set_facts((Fact("Motor", "stalled", Tone.DANGER),))
    assert [row.accessibleName() for row in table._rows if not row.isHidden()] == ["Motor: stalled"]


def test_a_changed_row_carries_bar_tint_and_bold(qtbot: QtBot) -> None:
    table = CompareTable(ROWS, fits_rows=True)
    qtbot.addWidget(table)
    table.resize(700, 200)
    table.show()
    image = table.viewport().grab().toImage()
    assert image.pixelColor(1, 17).name().upper() == LIGHT.surface
    assert image.pixelColor(1, 30 + 15).name().upper() == LIGHT.accent
    assert image.pixelColor(300, 30 + 5).name().upper() == LIGHT.accent_tint
    assert ink(image, 30) > ink(image, 0) * 0.9


def ink(image: QImage, top: int) -> int:
    """Dark pixels in the first column of a row."""
    return sum(image.pixelColor(x, y).lightness() < 128 for x in range(10, 120) for y in range(top, top + 29))


def test_a_screen_reader_hears_that_a_row_changed(qtbot: QtBot) -> None:
    table = CompareTable(ROWS)
    qtbot.addWidget(table)
    said = [table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert said == ["Drug", "Dose per day, changed"]


@pytest.fixture
def visits(qtbot: QtBot) -> DataTable:
    made = DataTable((Column("Visit"), Column("Kind", stretch=True)), name="Visits", choosable=True)
    made.set_rows(tuple(TableRow((f"visit {key}", "Refill"), key=key) for key in (7, 8, 9)))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_row_is_chosen_by_mouse_and_by_arrows(visits: DataTable, qtbot: QtBot) -> None:
    told: list[object] = []
    visits.row_chosen.connect(told.append)
    QTest.mouseClick(visits.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 34 + 10))
    QTest.keyClick(visits, Qt.Key.Key_Down)
    assert told == [8, 9]


def test_a_row_is_opened_by_enter(visits: DataTable, qtbot: QtBot) -> None:
    visits.choose(8)
    with qtbot.waitSignal(visits.row_opened) as opened:
        QTest.keyClick(visits, Qt.Key.Key_Return)
    assert opened.args == [8]


def test_new_rows_keep_the_choice_by_key_and_tell_nobody(visits: DataTable, qtbot: QtBot) -> None:
    visits.choose(9)
    with qtbot.assertNotEmitted(visits.row_chosen):
        visits.set_rows(tuple(TableRow((f"visit {key}", "Refill"), key=key) for key in (9, 10)))
    assert visits.chosen_key() == 9


def test_a_row_that_does_not_fit_the_columns_is_refused(visits: DataTable) -> None:
    with pytest.raises(ValueError, match="2 columns, but 1 cells"):
        visits.set_rows((TableRow(("visit",)),))


def test_the_last_row_of_a_table_that_fits_is_not_cut(qtbot: QtBot) -> None:
    table = CompareTable(ROWS, fits_rows=True)
    qtbot.addWidget(table)
    table.resize(700, table.height())
    table.show()
    last = table.visualRect(table.model().index(1, 0))
    assert last.bottom() <= table.viewport().rect().bottom()


def fluid(state: ReservoirState) -> float:
    """Share of the glass's middle column that is filled, measured in the picture."""
    glass = ReservoirGlass(state)
    image = glass.grab().toImage()
    column = [image.pixelColor(8, y) for y in range(image.height())]
    glass.deleteLater()
    return sum(color.saturation() > 120 and color.lightness() < 130 for color in column) / len(column)


@pytest.mark.parametrize("millilitres", [5, 11, 19])
def test_the_level_is_drawn_true(qtbot: QtBot, millilitres: int) -> None:
    state = ReservoirState(Nanolitres(millilitres * 1_000_000), Nanolitres(20_000_000))
    assert fluid(state) == pytest.approx(millilitres / 20, abs=0.04)


def test_the_volume_is_said_in_words(qtbot: QtBot) -> None:
    glass = ReservoirGlass(ReservoirState(Nanolitres(11_420_000), Nanolitres(20_000_000)))
    qtbot.addWidget(glass)
    assert glass.accessibleName().replace("\u00a0", " ") == "Reservoir: 11.42 mL of 20 mL"
    glass.set_state(None)
    assert glass.accessibleName() == "Reservoir, volume not known"


def test_limits_are_said_in_words_and_their_labels_never_touch(qtbot: QtBot) -> None:
    usual, soft, hard = (NanogramsPerDay(mcg * 1000) for mcg in (100, 801, 802))
    bar = LimitBar(
        LimitBarState("Limits for this drug", Fraction(799_000), Fraction(800_000), usual, soft, hard)
    )
    qtbot.addWidget(bar)
    assert bar.accessibleName() == "Limits for this drug, 800, 802 hard, 801 soft, now 799"
    bar.resize(500, 60)
    assert not bar.grab().isNull()


def test_progress_offers_a_way_out_and_says_each_step(qtbot: QtBot) -> None:
    steps = (
        ProgressStep("Open the link", StepState.DONE),
        ProgressStep("Read the log", StepState.CURRENT, "3 of 9"),
    )
    panel = ProgressPanel(ProgressState("Reading", steps, 0.4))
    qtbot.addWidget(panel)
    panel.show()
    assert [row.accessibleName() for row in panel._rows] == [
        "Open the link: done",
        "Read the log: now 3 of 9",
    ]
    assert panel._bar.value() == 400
    with qtbot.waitSignal(panel.cancel_asked):
        QTest.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    panel.set_state(ProgressState("Committing", steps[:1], None, cancel=""))
    assert panel.cancel_button.isHidden()
    assert panel._bar.isHidden()


def test_a_notice_says_its_kind_and_offers_its_action(qtbot: QtBot) -> None:
    bar = NoticeBar(Notice(NoticeKind.CAUTION, "Not sent.", "The <old> program runs.", "Send"))
    qtbot.addWidget(bar)
    bar.show()
    assert bar.accessibleName() == "Caution: Not sent. The <old> program runs."
    with qtbot.waitSignal(bar.action_asked):
        QTest.mouseClick(bar._action, Qt.MouseButton.LeftButton)
    bar.set_notice(None)
    assert bar.isHidden()


def test_a_trail_says_where_i_am(qtbot: QtBot) -> None:
    trail = StepTrail(("Review", "Program", "Finish"), 1)
    qtbot.addWidget(trail)
    assert trail.accessibleName() == "Step 2 of 3: Program"


def test_a_card_is_named_by_its_title(qtbot: QtBot) -> None:
    card = Card("What this means")
    qtbot.addWidget(card)
    card.add(FactTable((Fact("Dose per day", "402 mcg"),)))
    assert QAccessible.queryAccessibleInterface(card).text(QAccessible.Text.Name) == "What this means"
    card.set_title("")
    assert card.title.isHidden()
