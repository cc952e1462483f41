"""A scripted visit through the real window: what a clinician would do, with a picture of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from programmer.known_error import KnownError
from programmer.therapy.drug_library import AgeGroup, Condition
from programmer.therapy.programs import DaySchedule, ScheduleStep
from programmer.therapy.quantities import NanogramsPerDay, SecondsOfDay
from programmer.ui.main_window import MainWindow
from programmer.ui.theme import DARK, LIGHT, apply_theme
from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.ui.viewmodels.history_state import HistoryPhase
from programmer.ui.viewmodels.program_state import MODE_DAY_SCHEDULE, ProgramStep, ResultKind
from programmer.ui.viewmodels.pump_state import PumpPhase
from programmer.ui.widgets.stop_button_state import StopPhase

PATIENT = "Demo patient 0042"
SPEED = 3600
_PATIENCE_MS = 30_000
_TURN_MS = 20
_STEPS = ((0, 115), (7, 145), (9, 115), (15, 145), (17, 115))
_REASON = "Spasms at night; stays on the ward for 24 h"


@dataclass(frozen=True, slots=True)
class Scene:
    """One part of the script: what is said before it, and what is done."""

    words: str
    play: Callable[[], None]


class Demonstration:
    """Plays the script in a window that is open. ``say`` gets a line before each scene and after each picture."""

    def __init__(self, window: MainWindow, out: Path, say: Callable[[str], None]) -> None:
        self._window = window
        self._desk = window.workstation
        self._out = out
        self._say = say
        self._pictures = 0

    def play(self) -> None:
        """Play all scenes. Raises ``KnownError`` if one does not come to its end in time."""
        self._make_folder()
        scenes = self._scenes()
        for number, scene in enumerate(scenes, start=1):
            self._say(f"[{number}/{len(scenes)}] {scene.words}")
            scene.play()

    def _make_folder(self) -> None:
        try:
            self._out.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise KnownError(
                f"Nothing can be left in {self._out}",
                f"The system says: {trouble.strerror or trouble}",
                "Choose another folder with --out",
            ) from trouble

    def _scenes(self) -> tuple[Scene, ...]:
        return (
            Scene("Choose the patient and the simulated pump", self._choose),
            Scene("Connect, and read everything the pump knows", self._connect),
            Scene(f"Watch it deliver, {SPEED:,} times as fast as life", self._watch),
            Scene("Propose a day schedule", self._propose),
            Scene("Stage it beside the program in force, have it verified, read it back", self._stage),
            Scene("Confirm what was read back", self._confirm),
            Scene("Watch the new program", self._watch_on),
            Scene("STOP, with two presses", self._stop),
            Scene("Resume", self._resume),
            Scene("Let go of the pump and open the visit in the history", self._review),
            Scene("The same by night", self._darken),
            Scene("Look at what one can be trained with", self._offer_training),
        )

    # ---- scenes --------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        page = self._desk.connect_page
        self._window.show_page("connect")
        self._until("the patients are read", lambda: not page.state.patients_loading)
        page.choose_link(page.state.links[0].key)
        page.choose_speed(SPEED)
        if not self._known_patient():
            page.open_patient_form()
            page.type_patient_name(PATIENT)
            page.type_born_year("1961")
            page.type_patient_reason("spasticity, spinal origin")
            page.choose_condition(Condition.SPINAL_SPASTICITY.value)
            page.choose_age(AgeGroup.ADULT.value)
            page.add_patient()
            self._until("the patient is in the records", lambda: bool(self._known_patient()))
        self._picture("connect")

    def _known_patient(self) -> str:
        patients = self._desk.connect_page.state.patients
        return next((patient.key for patient in patients if patient.name == PATIENT), "")

    def _connect(self) -> None:
        page = self._desk.connect_page
        page.choose_patient(self._known_patient())
        page.connect_pump()
        self._until("the pump is read", lambda: page.state.phase is ConnectPhase.CONNECTED)
        connected = page.state.connected
        if connected is not None and connected.objection is not None:
            page.ask_to_assign(self._known_patient())
            page.confirm_assignment()
            self._until("the pump is assigned", self._may_be_programmed)

    def _may_be_programmed(self) -> bool:
        connected = self._desk.connect_page.state.connected
        return connected is not None and connected.objection is None

    def _watch(self) -> None:
        self._window.show_page("pump")
        self._until("some hours have passed", lambda: self._desk.pump.state.plots.count >= 6)
        self._picture("pump")

    def _propose(self) -> None:
        page = self._desk.program
        self._window.show_page("program")
        page.choose_mode(MODE_DAY_SCHEDULE)
        steps = tuple(
            ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(dose * 1000)) for hour, dose in _STEPS
        )
        page.take_schedule(DaySchedule(steps))
        page.type_reason(_REASON)
        self._until("the proposal is checked", lambda: page.state.next.enabled)
        self._picture("program")

    def _stage(self) -> None:
        page = self._desk.program
        page.stage()
        self._until("the program is read back", lambda: page.state.step is ProgramStep.COMPARE)
        self._until("what will arrive is calculated", self._may_be_confirmed)
        self._picture("compare")

    def _may_be_confirmed(self) -> bool:
        compare = self._desk.program.state.compare
        return compare is not None and compare.confirm.enabled

    def _confirm(self) -> None:
        page = self._desk.program
        page.confirm()
        self._until("the pump has answered", lambda: page.state.step is ProgramStep.RESULT)
        result = page.state.result
        if result is None or result.kind is not ResultKind.CONFIRMED:
            raise _stuck("the pump confirms the program")
        self._say(f"      {result.headline}")
        self._picture("confirmed")
        page.finish()

    def _watch_on(self) -> None:
        self._window.show_page("pump")
        count = self._desk.pump.state.plots.count
        self._until("some more hours have passed", lambda: self._desk.pump.state.plots.count >= count + 8)
        self._picture("pump-schedule")

    def _stop(self) -> None:
        header, button = self._desk.header, self._window.header.stop_button
        button.setFocus()
        button.click()
        self._until("the button warns", lambda: header.state.stop.phase is StopPhase.ARMED)
        self._picture("stop-armed")
        button.click()
        self._until("the pump has stopped", lambda: header.state.stop.phase is StopPhase.STOPPED)
        self._until("it was read again", lambda: self._desk.pump.state.phase is PumpPhase.STOPPED)
        self._say(f"      {header.state.stop.caption} {header.state.stop.detail}".rstrip())
        self._picture("stopped")

    def _resume(self) -> None:
        page = self._desk.pump
        self._until("it can be resumed", lambda: page.state.resume.offer.enabled)
        page.ask_to_resume()
        page.confirm_resume()
        self._until("it runs again", lambda: self._desk.header.state.stop.phase is StopPhase.READY)

    def _review(self) -> None:
        connect, history = self._desk.connect_page, self._desk.history
        connect.disconnect_pump()
        self._until("the pump is let go of", lambda: connect.state.phase is ConnectPhase.CHOOSING)
        self._window.show_page("history")
        self._until("the history is read", lambda: history.state.phase is HistoryPhase.READY)
        self._picture("history")
        history.open_session(str(history.state.rows[0].key))
        self._until("the visit is opened", self._record_open)
        self._picture("history-visit")

    def _record_open(self) -> bool:
        record = self._desk.history.state.record
        return record is not None and record.phase is HistoryPhase.READY

    def _darken(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, DARK)
            self._picture("history-visit-dark")
            apply_theme(app, LIGHT)

    def _offer_training(self) -> None:
        self._window.show_page("train")
        self._until("the scenarios are read", lambda: bool(self._desk.training.state.lessons))
        self._picture("train")

    # ---- means ---------------------------------------------------------------------------------------------

    def _until(self, words: str, reached: Callable[[], bool]) -> None:
        """Let the window live until that is so. Raises ``KnownError`` after half a minute."""
        loop, waited, turn = QEventLoop(), QElapsedTimer(), QTimer()
        waited.start()
        turn.start(_TURN_MS)  # wakes the loop, which otherwise rests until something happens
        while not reached():
            if waited.elapsed() > _PATIENCE_MS:
                raise _stuck(words)
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _picture(self, name: str) -> None:
        loop = QEventLoop()
        for _ in range(3):
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TURN_MS)
        self._pictures += 1
        file = self._out / f"{self._pictures:02d}-{name}.png"
        if not self._window.grab().save(str(file)):
            raise KnownError(
                f"The picture {file} was not written", "The file cannot be saved", "Choose another --out"
            )
        self._say(f"      picture {file}")


def _stuck(words: str) -> KnownError:
    return KnownError(
        "The demonstration did not come to its end",
        f"It waited {_PATIENCE_MS // 1000} s until {words}, in vain",
        "Try again on a machine that is less busy; if it happens again, report it",
    )
