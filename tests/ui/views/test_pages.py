"""Every page in states made by hand: what is shown, what is asked of the view-model, and nothing more."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, PatientLine, refused
from programmer.ui.viewmodels.connect_state import GoneState, PatientFormState
from programmer.ui.viewmodels.leave_state import LeaveState
from programmer.ui.viewmodels.program_state import ProgramState, ResultKind
from programmer.ui.viewmodels.pump_state import PumpPhase, ResumeState
from programmer.ui.viewmodels.ways import UNDER_WAY, WaysState
from programmer.ui.widgets.alarm_banner import AlarmBannerState
from programmer.ui.widgets.compare_table import CompareRow
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import compare
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import EVERY_KIND, PATIENT, PERIODIC
from tests.ui.views import handmade
from tests.ui.views.dressed_window import dressed_window
from tests.ui.views.handmade import HandmadeWorkstation
from tests.unit.visit.bench import Bench as VisitBench


class Open:
    """A window over a workstation made by hand."""

    def __init__(self) -> None:
        self.desk = HandmadeWorkstation()
        self.window = dressed_window(self.desk)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    made = Open()
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    made.desk.leaving.show(LeaveState())


def _words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


# ---- connect ----------------------------------------------------------------------------------------------------


def test_a_trouble_is_told_in_three_sentences_with_a_way_to_try_again(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CHOOSING_AFTER_TROUBLE)
    words = _words(opened.window.connect_page.trouble)
    for sentence in (handmade.NO_ANSWER.what, handmade.NO_ANSWER.why, handmade.NO_ANSWER.remedy):
        assert f"{sentence}." in words
    QTest.mouseClick(opened.window.connect_page.trouble.action, Qt.MouseButton.LeftButton)
    assert opened.desk.connect_page.asked == [("try_again",)]


def test_what_is_typed_is_handed_on_as_it_stands(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CHOOSING_AFTER_TROUBLE)
    edit = opened.window.connect_page.links.address.edit
    edit.clear()
    QTest.keyClicks(edit, "COM3")
    assert opened.desk.connect_page.asked[-1] == ("type_url", "COM3")


def test_a_new_state_does_not_move_the_cursor_in_a_field(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CHOOSING_AFTER_TROUBLE)
    edit = opened.window.connect_page.links.address.edit
    edit.setCursorPosition(3)
    opened.desk.connect_page.show(replace(handmade.CHOOSING_AFTER_TROUBLE, try_again=NOT_NOW))
    assert edit.cursorPosition() == 3


def test_a_wrong_year_says_so_under_its_field(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CHOOSING_AFTER_TROUBLE)
    form = opened.window.connect_page.patients.form
    assert "A year of birth has four digits" in _words(form.born)
    assert not form.add_button.isEnabled()


def test_the_indication_of_a_chosen_patient_is_shown_and_asked_about_in_its_form(opened: Open) -> None:
    page = opened.window.connect_page
    opened.desk.connect_page.show(replace(handmade.CHOOSING, indication=handmade.INDICATION))
    assert "Not known: the strictest limits hold" in _words(page.patients.indication)
    QTest.mouseClick(page.patients.indication.ask, Qt.MouseButton.LeftButton)
    opened.desk.connect_page.show(replace(handmade.CHOOSING, indication=handmade.CORRECTING))
    panel = page.patients.indication
    assert "Indication of Demo patient 0042" in _words(panel)
    assert not panel.record.isEnabled()
    assert not page.patients.open_form.isVisible()
    QTest.keyClick(panel.condition.box, Qt.Key.Key_Down)
    QTest.keyClick(panel.age.box, Qt.Key.Key_Down)
    opened.desk.connect_page.show(
        replace(handmade.CHOOSING, indication=replace(handmade.CORRECTING, record=ALLOWED))
    )
    QTest.mouseClick(panel.record, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)
    assert opened.desk.connect_page.asked == [
        ("open_indication",),
        ("choose_known_condition", "pain"),
        ("choose_known_age", "adult"),
        ("record_indication",),
        ("close_indication",),
    ]
    opened.desk.connect_page.show(handmade.CHOOSING)
    assert not panel.isVisible()


def test_signing_for_a_pump_that_is_gone_takes_the_place_of_the_patients(opened: Open) -> None:
    page = opened.window.connect_page
    opened.desk.connect_page.show(replace(handmade.CHOOSING, gone=GoneState(offered=True)))
    assert page.patients.isVisible()
    QTest.mouseClick(page.gone.ask, Qt.MouseButton.LeftButton)
    opened.desk.connect_page.show(replace(handmade.CHOOSING, gone=handmade.GONE))
    assert not page.patients.isVisible()
    assert "Nothing was signed" in _words(page.gone)
    for field in (page.gone.serial, page.gone.note):
        field.edit.end(False)
    QTest.keyClicks(page.gone.serial.edit, "7")
    QTest.keyClicks(page.gone.note.edit, "!")
    QTest.mouseClick(page.gone.sign, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.gone.close_button, Qt.MouseButton.LeftButton)
    assert opened.desk.connect_page.asked == [
        ("open_gone_form",),
        ("type_gone_serial", "RF20-104327"),
        ("type_gone_note", "Explanted on Friday!"),
        ("sign_for_gone",),
        ("close_gone_form",),
    ]
    opened.desk.connect_page.show(
        replace(handmade.CHOOSING, gone=handmade.GONE, form=PatientFormState(open=True))
    )
    assert page.patients.isVisible()
    assert not page.gone.isVisible()


def test_while_connecting_it_is_said_what_is_read_and_cancel_is_there(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CONNECTING)
    assert "Limits" in _words(opened.window.connect_page.progress)
    QTest.mouseClick(opened.window.connect_page.progress.cancel_button, Qt.MouseButton.LeftButton)
    assert opened.desk.connect_page.asked == [("cancel",)]


def test_announcements_keep_the_page_open_until_they_were_read(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CONNECTING)
    opened.desk.connect_page.show(handmade.CONNECTED)
    assert opened.window.page == "connect"


def test_without_announcements_the_pump_is_shown_once_it_is_read(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CONNECTING)
    opened.desk.connect_page.show(replace(handmade.CONNECTED, announcements=()))
    assert opened.window.page == "pump"


def test_a_failed_start_leads_to_the_connect_page(opened: Open) -> None:
    opened.desk.connect_page.show(handmade.CONNECTING)
    opened.window.show_page("pump")
    opened.desk.connect_page.show(handmade.CHOOSING_AFTER_TROUBLE)
    assert opened.window.page == "connect"


# ---- pump -------------------------------------------------------------------------------------------------------


def test_stale_values_stay_and_turn_muted(opened: Open) -> None:
    opened.window.show_page("pump")
    opened.desk.pump.show(handmade.stale())
    figure = opened.window.pump_page.figure
    number = next(label for label in figure.findChildren(QLabel) if label.text() == "402")
    assert number.property("tone") == Tone.MUTED.value
    bars = [
        bar.accessibleName() for bar in opened.window.pump_page.findChildren(NoticeBar) if bar.isVisible()
    ]
    assert any("The link to the pump was lost at 14:31." in bar for bar in bars)


def test_the_plot_grows_with_the_samples_and_begins_anew_with_another_pump(opened: Open) -> None:
    opened.window.show_page("pump")
    state = handmade.live()
    opened.desk.pump.show(state)
    plot = opened.window.pump_page.plot_card.make_plot()
    assert len(plot.pane("reservoir").measured) == state.plots.count
    last = state.plots.samples.last_t
    assert last is not None
    state.plots.samples.append((last + 60, 11.0, 380.0, 250.0))
    opened.desk.pump.show(
        replace(state, plots=replace(state.plots, count=state.plots.count + 1), headline="later")
    )
    assert len(plot.pane("reservoir").measured) == state.plots.count + 1
    other = handmade.samples(handmade.course(handmade.NOW, handmade.NOW + 3600))
    opened.desk.pump.show(replace(state, plots=replace(state.plots, samples=other, count=len(other))))
    assert len(plot.pane("reservoir").measured) == len(other)


def test_resuming_is_asked_for_before_it_is_offered(opened: Open) -> None:
    opened.window.show_page("pump")
    opened.desk.pump.show(handmade.stopped())
    panel = opened.window.pump_page.resume
    assert panel.ask.isVisible()
    assert not panel.yes.isVisible()
    QTest.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    opened.desk.pump.show(handmade.stopped("Take up delivery again?"))
    assert panel.yes.isVisible()
    QTest.keyClick(panel.yes, Qt.Key.Key_Return)
    assert opened.desk.pump.asked == [("ask_to_resume",)]
    QTest.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    assert opened.desk.pump.asked[-1] == ("confirm_resume",)


def test_a_first_reading_shows_the_shape_of_the_page_and_a_way_out(opened: Open) -> None:
    opened.window.show_page("pump")
    opened.desk.pump.show(
        replace(handmade.live(), phase=PumpPhase.LOADING, progress=handmade.READING, notices=())
    )
    QTest.mouseClick(opened.window.pump_page.skeleton.progress.cancel_button, Qt.MouseButton.LeftButton)
    assert opened.desk.pump.asked == [("cancel",)]


# ---- program ----------------------------------------------------------------------------------------------------


def _show_program(opened: Open, state: ProgramState) -> None:
    opened.desk.program.show(state)
    opened.window.show_page("program")


def test_texts_in_the_schedule_stay_as_typed_while_they_are_no_schedule(opened: Open) -> None:
    _show_program(opened, handmade.EDITING)
    table = opened.window.program_page.edit.schedule.table
    assert table is not None
    dose = table.rows()[1].dose
    dose.setFocus()
    dose.selectAll()
    QTest.keyClicks(dose, "51,2")
    assert opened.desk.program.asked[-1] == ("take_schedule", None)
    edit = replace(
        handmade.EDITING.edit, schedule=replace(handmade.EDITING.edit.schedule, read=False), proposed=None
    )
    broken = replace(handmade.EDITING, edit=edit)
    opened.desk.program.show(broken)
    assert dose.text() == "51,2"
    opened.desk.program.show(handmade.EDITING)
    assert dose.text() == "512"


def test_a_step_that_the_pump_cannot_deliver_says_so_at_its_own_field_and_only_there(opened: Open) -> None:
    why = "More than this pump can deliver"
    schedule = replace(handmade.EDITING.edit.schedule, reason=f"Step 2: {why}", step_reasons=((2, why),))
    edit = replace(handmade.EDITING.edit, schedule=schedule)
    _show_program(opened, replace(handmade.EDITING, edit=edit))
    table = opened.window.program_page.edit.schedule.table
    assert table is not None
    assert [why in row.reason() for row in table.rows()][:3] == [False, True, False]
    assert not opened.window.program_page.edit.schedule._reason.isVisible()
    opened.desk.program.show(handmade.EDITING)
    assert table.reasons() == ()


@pytest.mark.requirement("CRISYS-048-050")
def test_the_reason_why_one_cannot_go_on_is_on_the_button(opened: Open) -> None:
    _show_program(opened, handmade.EDITING_WRONG)
    assert not opened.window.program_page.next.isEnabled()
    assert opened.window.program_page.next.toolTip() == "The dose cannot be read"


def _compared(program: PumpProgram) -> ProgramState:
    """What Compare shows of that program beside one of every kind of bolus, in a pump of whole steps."""
    found = VisitBench().begin().interrogation
    present = PumpProgram(program.drug, PERIODIC.mode, (), PATIENT.patient_bolus)
    limits = replace(found.limits, flow_step=Nanolitres(700))
    compared = compare(replace(found, program=present, limits=limits), program, drugs=shipped_library())
    rows = tuple(
        CompareRow(one.subject, one.present, one.proposed, one.change, one.changed) for one in compared
    )
    state = handmade.COMPARING.compare
    assert state is not None
    return replace(handmade.COMPARING, compare=replace(state, rows=rows))


@pytest.mark.parametrize("program", EVERY_KIND.values(), ids=EVERY_KIND)
def test_no_cell_of_the_comparison_is_cut_off(opened: Open, program: PumpProgram) -> None:
    opened.window.resize(1366, 768)
    _show_program(opened, _compared(program))
    QTest.qWait(20)
    table = opened.window.program_page.compare.table
    assert table.cut_off == ()
    assert table.height() >= table.visualRect(table.model().index(len(table.rows()) - 1, 0)).bottom()


def test_nothing_is_confirmed_while_a_cell_is_cut_off(opened: Open, qtbot: QtBot) -> None:
    compare = handmade.COMPARING.compare
    assert compare is not None
    wide = CompareRow("Dose per day", "90 mcg per day", f"{'1' * 60} mcg per day", "", changed=True)
    _show_program(opened, replace(handmade.COMPARING, compare=replace(compare, rows=(wide,))))
    view = opened.window.program_page.compare
    qtbot.waitUntil(lambda: view.table.was_seen_to_end)
    assert view.table.cut_off
    assert not view.confirm.hold.isEnabled()
    assert "Make the window wider first" in _words(view.confirm)


def test_what_programs_the_pump_stays_in_sight_however_long_the_comparison(
    opened: Open, qtbot: QtBot
) -> None:
    opened.window.resize(1366, 768)
    _show_program(opened, _long_comparison())
    QTest.qWait(20)
    page = opened.window.program_page
    for part in (page.compare.confirm.hold, page.compare.back, page.head):
        assert part.visibleRegion().boundingRect() == part.rect()
    qtbot.waitUntil(
        lambda: (
            sum(bar.isVisible() for bar in opened.window.findChildren(QScrollBar)) == 1
        )  # and no second one
    )


def _long_comparison() -> ProgramState:
    compare = handmade.COMPARING.compare
    assert compare is not None
    steps = tuple(
        CompareRow(f"Rate from {hour:02d}:00", "350 mcg per day", "380 mcg per day", "+30 mcg per day", True)
        for hour in range(24)
    )
    return replace(handmade.COMPARING, compare=replace(compare, rows=compare.rows + steps))


@pytest.mark.requirement("CRISYS-009")
def test_nothing_is_confirmed_before_the_last_line_was_on_the_screen(opened: Open, qtbot: QtBot) -> None:
    opened.window.resize(1366, 768)
    _show_program(opened, _long_comparison())
    view = opened.window.program_page.compare
    QTest.qWait(50)
    assert not view.confirm.hold.isEnabled()
    assert not view.confirm.typed.edit.isEnabled()
    assert "Scroll to the last line first" in _words(view.confirm)
    bar = view.scrolled.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(view.confirm.hold.isEnabled)
    assert "Scroll to the last line first" not in _words(view.confirm)
    opened.desk.program.show(replace(_long_comparison(), title="said anew"))
    assert view.confirm.hold.isEnabled()


def _short_comparison() -> ProgramState:
    compare = handmade.COMPARING.compare
    assert compare is not None
    return replace(handmade.COMPARING, compare=replace(compare, rows=compare.rows[:9]))


def test_a_plain_comparison_needs_no_scrolling(opened: Open, qtbot: QtBot) -> None:
    opened.window.resize(1366, 768)
    opened.desk.connect_all()
    _show_program(opened, _short_comparison())
    assert opened.window.alarm_room.isVisible()
    qtbot.waitUntil(opened.window.program_page.compare.confirm.hold.isEnabled)


# ---- nothing moves under the mouse ------------------------------------------------------------------------------


def _stands(opened: Open, part: QWidget) -> QRect:
    """Where a part is in the window, once everything has found its place."""
    QTest.qWait(30)
    return QRect(part.mapTo(opened.window, QPoint()), part.size())


@pytest.mark.requirement("CRISYS-009")
@pytest.mark.parametrize("page", ["pump", "program"])
def test_an_alarm_that_comes_moves_nothing_that_can_be_pressed(opened: Open, page: str) -> None:
    opened.window.resize(1366, 768)
    opened.desk.connect_all()
    _show_program(opened, _short_comparison())
    opened.window.show_page(page)
    window = opened.window
    parts: tuple[QWidget, ...] = (window.pump_page.change_therapy, window.pump_page.interrogate)
    if page == "program":
        parts = (window.program_page.compare.confirm.hold, window.program_page.compare.back)
    QTest.qWait(200)  # until words that wrap have found their height
    before = [_stands(opened, part) for part in parts]
    assert "No alarms" in _words(window.alarm_room)
    opened.desk.banner.show(handmade.ALARMS)
    assert [_stands(opened, part) for part in parts] == before
    assert window.banner.isVisible()
    assert "No alarms" not in _words(window.alarm_room)
    window.banner.toggle()
    assert [_stands(opened, part) for part in parts] == before
    assert window.banner.height() > window.alarm_room.height()
    window.show_trouble("A fault of this program.", "Its account is in the log.")
    assert [_stands(opened, part) for part in parts] == before
    assert window.trouble.isVisible()
    opened.desk.banner.show(AlarmBannerState())
    assert [_stands(opened, part) for part in parts] == before
    assert not window.banner.isVisible()


def test_a_notice_that_comes_does_not_move_the_way_to_resume(opened: Open) -> None:
    opened.desk.connect_all()
    state = handmade.live()
    asked = replace(state, resume=ResumeState(True, ALLOWED, "Take it up again?", ALLOWED), notices=())
    opened.desk.pump.show(asked)
    opened.window.show_page("pump")
    before = _stands(opened, opened.window.pump_page.resume.yes)
    notice = Notice(NoticeKind.CAUTION, "The pump's clock is 1 h ahead.")
    opened.desk.pump.show(replace(asked, notices=(notice,), trouble=handmade.NO_ANSWER))
    assert _stands(opened, opened.window.pump_page.resume.yes) == before


def test_without_a_pump_no_room_is_kept_for_alarms(opened: Open) -> None:
    assert not opened.window.alarm_room.isVisible()
    opened.desk.connect_page.show(handmade.CONNECTING)
    assert opened.window.alarm_room.isVisible()
    assert "No alarms" not in _words(opened.window.alarm_room)  # nobody has told yet


def test_the_keyboard_never_jumps_to_stop_or_to_the_plot_by_itself(opened: Open, qtbot: QtBot) -> None:
    _activate(opened, qtbot)
    _show_program(opened, _short_comparison())
    qtbot.waitUntil(opened.window.program_page.compare.confirm.hold.isEnabled)
    opened.window.program_page.compare.confirm.hold.setFocus()
    opened.desk.program.show(handmade.SENDING)
    QCoreApplication.processEvents()
    assert QApplication.focusWidget() is opened.window.program_page
    opened.desk.pump.show(handmade.live())
    opened.window.show_page("pump")
    assert opened.window.pump_page.change_therapy.hasFocus()
    opened.desk.pump.show(handmade.stale())
    QCoreApplication.processEvents()
    assert QApplication.focusWidget() is opened.window.pump_page


def test_the_question_whether_to_resume_stays_in_view_with_the_keyboard(opened: Open, qtbot: QtBot) -> None:
    opened.window.resize(1366, 640)
    _activate(opened, qtbot)
    opened.desk.pump.show(handmade.stopped())
    opened.window.show_page("pump")
    panel = opened.window.pump_page.resume
    panel.ask.setFocus()
    opened.desk.pump.show(handmade.stopped("Take up delivery again?"))
    qtbot.waitUntil(panel.no.hasFocus)
    QTest.qWait(20)
    assert panel.yes.visibleRegion().boundingRect() == panel.yes.rect()


def _activate(opened: Open, qtbot: QtBot) -> None:
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()


@pytest.mark.parametrize("kind", list(ResultKind))
def test_only_an_outcome_that_is_known_is_finished(opened: Open, kind: ResultKind) -> None:
    _show_program(opened, handmade.ended(kind))
    known = kind is not ResultKind.UNCERTAIN
    assert opened.window.program_page.result.finish.isVisible() is known
    assert opened.window.program_page.result.settle.isVisible() is not known


def test_a_page_that_may_not_be_opened_says_why_and_is_not_reached_by_its_key(opened: Open) -> None:
    _show_program(opened, handmade.EDITING)
    opened.desk.ways.show(WaysState(connect=refused(UNDER_WAY), train=refused(UNDER_WAY)))
    rail = opened.window.rail
    for name in ("pump", "program", "history"):
        assert rail.button(name).isEnabled()
    for name in ("connect", "train"):
        assert not rail.button(name).isEnabled()
        assert rail.button(name).toolTip() == UNDER_WAY
    QTest.keyClick(opened.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.page == "program"
    opened.desk.ways.show(WaysState())
    QTest.keyClick(opened.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.page == "connect"


def test_help_can_be_read_while_the_outcome_is_not_known_and_leads_back(opened: Open) -> None:
    _show_program(opened, handmade.ended(ResultKind.UNCERTAIN))
    QTest.keyClick(opened.window, Qt.Key.Key_F1)
    assert opened.window.page == "help"
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert opened.window.page == "program"


def test_esc_neither_confirms_nor_leaves_a_result(opened: Open) -> None:
    _show_program(opened, handmade.COMPARING)
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert opened.desk.program.asked == []
    assert opened.window.page == "program"


# ---- history, leaving, the frame --------------------------------------------------------------------------------


def test_a_stored_visit_opens_by_enter_and_shows_its_parts(opened: Open) -> None:
    opened.desk.history.show(handmade.HISTORY)
    opened.window.show_page("history")
    table = opened.window.history_page.sessions.table
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.desk.history.asked[-1] == ("open_session", "1")
    opened.desk.history.show(handmade.opened())
    record = opened.window.history_page.record
    assert len(record.commands.rows()) == 2
    assert len(record.events.rows()) == 12
    assert opened.window.history_page.back.isVisible()


def test_the_window_closes_without_a_word_when_nothing_is_at_stake(opened: Open) -> None:
    opened.window.close()
    assert not opened.window.isVisible()


def test_leaving_asks_for_a_reason_and_staying_leads_back(opened: Open) -> None:
    opened.window.show_page("pump")
    opened.desk.leaving.show(LeaveState(("Delivery is stopped",), leave=NOT_NOW))
    opened.window.close()
    assert opened.window.page == "leave"
    QCoreApplication.processEvents()
    assert "Delivery is stopped" in _words(opened.window.leave_page)
    QTest.mouseClick(opened.window.leave_page.stay, Qt.MouseButton.LeftButton)
    assert opened.window.page == "pump"
    assert opened.window.isVisible()


def test_an_unforeseen_fault_is_shown_across_the_window(opened: Open) -> None:
    opened.window.show_trouble("Something went wrong inside this program.", "Its account is in a file.")
    assert opened.window.trouble.isVisible()
    assert "Its account is in a file." in opened.window.trouble.accessibleName()


def test_keys_open_the_pages_and_read_the_pump(opened: Open) -> None:
    opened.desk.connect_all()
    control = Qt.KeyboardModifier.ControlModifier
    for key, name in ((Qt.Key.Key_2, "pump"), (Qt.Key.Key_3, "program"), (Qt.Key.Key_4, "history")):
        QTest.keyClick(opened.window, key, control)
        assert opened.window.page == name
    QTest.keyClick(opened.window, Qt.Key.Key_F5)
    assert opened.desk.pump.asked == [("interrogate",)]


def test_the_manual_and_the_plain_statement_are_inside_the_window(opened: Open) -> None:
    opened.window.show_page("help")
    manual = opened.window.help_page.browser.toPlainText()
    for words in ("not a certified medical device", "When the outcome is not known", "STOP PUMP", "Ctrl+1"):
        assert words in manual
    opened.window.show_page("about")
    assert "must not program a pump in a person" in str(
        [bar.accessibleName() for bar in opened.window.about_page.findChildren(QWidget)]
    )


@pytest.mark.parametrize("free", [QRect(0, 0, 1366, 728), QRect(0, 0, 1280, 720), QRect(0, 0, 1366, 768)])
def test_on_a_small_screen_the_window_fills_it_and_is_not_larger(opened: Open, free: QRect) -> None:
    opened.window.take_first_size(free)
    assert opened.window.windowState() & Qt.WindowState.WindowMaximized
    assert opened.window.minimumHeight() <= free.height()


def test_on_a_large_screen_the_window_takes_most_of_it(opened: Open) -> None:
    opened.window.take_first_size(QRect(0, 0, 1920, 1040))
    assert (opened.window.width(), opened.window.height()) == (1728, 936)


def test_no_page_is_marked_while_help_is_open(opened: Open) -> None:
    opened.window.show_page("history")
    opened.window.show_page("help")
    assert opened.window.rail.chosen_key() is None
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert opened.window.rail.chosen_key() == "history"


@pytest.mark.parametrize("name", ["connect", "history"])
def test_a_long_name_makes_no_page_scroll_sideways(opened: Open, name: str) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff " * 4
    patients = (PatientLine("a1", long, "born 1961  ·  spasticity, spinal origin"),)
    opened.window.resize(1366, 768)
    opened.desk.connect_page.show(replace(handmade.CHOOSING, patients=patients))
    rows = tuple(replace(row, cells=(row.cells[0], long, *row.cells[2:])) for row in handmade.ROWS)
    opened.desk.history.show(replace(handmade.HISTORY, rows=rows, patients=patients))
    opened.window.show_page(name)
    QTest.qWait(20)
    _sideways(opened, name)
    connected = handmade.CONNECTED.connected
    assert connected is not None
    told = replace(
        connected,
        facts=(*connected.facts, Fact("Patient", long)),
        assignment=replace(connected.assignment, candidates=patients),
    )
    opened.desk.connect_page.show(replace(handmade.CONNECTED, connected=told))
    QTest.qWait(20)
    _sideways(opened, name)


def _sideways(opened: Open, name: str) -> None:
    areas = [opened.window._scrolled[name], *opened.window._pages[name].findChildren(DataTable)]
    assert [area.horizontalScrollBar().maximum() for area in areas if area.isVisible()] == [0] * len(
        [area for area in areas if area.isVisible()]
    )


def test_a_field_that_cannot_be_read_leaves_the_meaning_in_its_place(opened: Open) -> None:
    _show_program(opened, handmade.EDITING_WRONG)
    words = _words(opened.window.program_page.edit)
    assert "What this means" in words
    assert "Nothing yet: a field cannot be read" in words


def test_the_dose_of_all_steps_is_the_large_figure_of_a_day_schedule(opened: Open) -> None:
    _show_program(opened, handmade.EDITING)
    assert opened.window.program_page.edit.dose.total.accessibleName().startswith(
        "Dose per day, all steps: 402 mcg per day"
    )


def test_choosing_to_type_an_address_puts_the_keyboard_there(opened: Open, qtbot: QtBot) -> None:
    _activate(opened, qtbot)
    opened.desk.connect_page.show(handmade.CHOOSING)
    links = opened.window.connect_page.links
    links.link_chosen.connect(
        lambda key: opened.desk.connect_page.show(replace(handmade.CHOOSING, link_key=key))
    )
    QTest.mouseClick(links.rows()[-1], Qt.MouseButton.LeftButton)
    assert links.address.edit.hasFocus()
