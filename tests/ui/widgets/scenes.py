"""Every widget in every state, as the gallery draws it: a name and a function that builds it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from programmer.therapy.alarms import Priority
from programmer.therapy.notation import read_dose_number
from programmer.therapy.programs import Continuous, DaySchedule, ScheduleStep
from programmer.therapy.quantities import NanogramsPerDay, Nanolitres, SecondsOfDay
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.alarm_banner import AlarmBanner, AlarmBannerState, AlarmLine
from programmer.ui.widgets.big_figure import BigFigure, BigFigureState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.compare_table import CompareRow, CompareTable
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.day_picture import DayPicture
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.flash_clock import FlashClock
from programmer.ui.widgets.footer import Footer, FooterState
from programmer.ui.widgets.header import Header, HeaderState
from programmer.ui.widgets.hold_button import HoldButton
from programmer.ui.widgets.limit_bar import LimitBar, LimitBarState
from programmer.ui.widgets.navigation_rail import NavigationRail, RailEntry
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.page_head import PageHead
from programmer.ui.widgets.plots.plot_controls import PlotControls
from programmer.ui.widgets.plots.therapy_plot import PlotSample, TherapyPlot
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState
from programmer.ui.widgets.progress_step_row import ProgressStep, StepState
from programmer.ui.widgets.quantity_field import QuantityField
from programmer.ui.widgets.reservoir_glass import ReservoirGlass, ReservoirState
from programmer.ui.widgets.schedule_table import ScheduleTable
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl
from programmer.ui.widgets.step_trail import StepTrail
from programmer.ui.widgets.stop_button import StopButton
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase
from programmer.ui.widgets.table_rows import Column, Side, TableRow
from programmer.ui.widgets.text_label import Tone
from programmer.ui.widgets.typed_confirm_field import TypedConfirmField

RAIL = tuple(
    RailEntry(word.lower(), word, word.lower() if word != "Reports" else "report")
    for word in ("Connect", "Pump", "Program", "Visit", "History", "Reports", "Train", "Settings")
)
LOSS = (
    "Abrupt loss of baclofen can cause high fever, rigidity and death. Have oral baclofen ready and stay with the "
    "patient; withdrawal begins within hours to days."
)
CONNECTED = HeaderState(
    patient="Demo patient 0042",
    patient_line="born 1961  ·  spasticity, spinal origin",
    pump="Reference 20  RF20-10432",
    link="Ready  ·  12 ms",
    link_tone=Tone.DONE,
    reservoir="11.42 mL  ·  10 days",
    battery="4 years 2 months",
)
LONG = HeaderState(
    patient="Maximiliana Featherstonehaugh-Cholmondeley de la Tour",
    patient_line="born 1961  ·  cancer pain with spasticity of cerebral origin, left side",
    pump="Reference 40 programmable  RF40-1043200017",
    link="Weak, third try  ·  1,204 ms",
    link_tone=Tone.DANGER,
    reservoir="0.42 mL  ·  alarm since Fri 20 Nov",
    reservoir_tone=Tone.DANGER,
    battery="replace by 12 Feb 2027",
)
FOOT = FooterState(
    ("Simulated pump  —  not a patient", "socket://127.0.0.1:45123", "last contact 1 s ago"),
    ("J. Clinician, clinician", "Drug library 2026.11  (9f3c…e1)", "F1 Help"),
)
ALARMS = AlarmBannerState(
    (
        AlarmLine("low", Priority.MEDIUM, "Reservoir low: 1.9 mL left", "since 06:12"),
        AlarmLine("empty", Priority.HIGH, "Pump stopped for 48 h: withdrawal is likely", "since 14:02"),
        AlarmLine(
            "clock", Priority.LOW, "Pump clock 4 min behind", "since 09:00", "seen by J. Clinician 09:05"
        ),
    ),
    sound="Sound paused until 14:12",
)


def _stacked(*widgets: QWidget, margin: int = 24, spacing: int = 16) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return page


def _beside(*widgets: QWidget) -> QWidget:
    row_widget = QWidget()
    row = QHBoxLayout(row_widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row_widget


def buttons() -> QWidget:
    off = ActionButton("Not now", ButtonKind.PRIMARY)
    off.setEnabled(False)
    toggled = ActionButton("Follow now", icon_name="follow-now")
    toggled.setCheckable(True)
    toggled.setChecked(True)
    boxes = [
        QCheckBox("Show calculated"),
        QCheckBox("Checked"),
        QRadioButton("Adult"),
        QRadioButton("Chosen"),
    ]
    for box in (boxes[1], boxes[3]):
        box.setChecked(True)
    combo = QComboBox()
    combo.addItems(["baclofen", "morphine"])
    combo.setAccessibleName("Drug")
    line = QLineEdit("J. Clinician")
    locked = QLineEdit("read-only")
    locked.setReadOnly(True)
    line.setAccessibleName("Signed by")
    locked.setAccessibleName("Locked")
    modes = ("Stopped", "Minimum rate", "Continuous", "Day schedule", "Periodic bolus")
    control = SegmentedControl(
        tuple(Choice(mode, mode, mode != "Minimum rate") for mode in modes), name="Mode"
    )
    control.choose("Day schedule")
    return _stacked(
        _beside(
            ActionButton("Interrogate again"),
            ActionButton("Change therapy…", ButtonKind.PRIMARY),
            ActionButton("Erase", ButtonKind.DANGER),
            ActionButton("Details", ButtonKind.QUIET),
            off,
            toggled,
        ),
        _beside(HoldButton("Hold to program the pump"), _half_held(), _not_allowed()),
        _beside(control),
        _beside(*boxes),
        _beside(combo, line, locked),
        StepTrail(("Review", "Program", "Patient bolus", "Finish"), 1),
        TypedConfirmField("PROGRAM", "Program the pump"),
    )


def _half_held() -> HoldButton:
    times = iter([0, *[800] * 100_000])
    button = HoldButton("Hold to program the pump", now_ms=lambda: next(times))
    button._since = next(times)
    return button


def _not_allowed() -> HoldButton:
    button = HoldButton("Hold to program the pump")
    button.setEnabled(False)
    return button


def header() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    for state, stop in (
        (CONNECTED, StopButtonState(StopPhase.READY)),
        (LONG, StopButtonState(StopPhase.STOPPED, "Stopped 14:02,", "confirmed by the pump")),
        (HeaderState(), StopButtonState(StopPhase.UNAVAILABLE, "", "connect to a pump first")),
        (CONNECTED, StopButtonState(StopPhase.SENDING, "Stopping, not confirmed", "try 2 of 8")),
    ):
        bar = Header()
        bar.set_state(state)
        bar.stop_button.set_state(stop)
        column.addWidget(bar)
    foot = Footer()
    foot.set_state(FOOT)
    column.addStretch(1)
    column.addWidget(foot)
    return page


def alarms() -> QWidget:
    clock = FlashClock(now_ms=lambda: 0)
    closed, opened, quiet = AlarmBanner(clock), AlarmBanner(clock), AlarmBanner(clock)
    closed.set_state(ALARMS)
    opened.set_state(ALARMS)
    opened.toggle()
    quiet.set_state(
        AlarmBannerState((AlarmLine("low", Priority.LOW, "Pump clock 4 min behind", "since 09:00"),))
    )
    dark = AlarmBanner(FlashClock(now_ms=lambda: 0))
    dark.set_state(ALARMS)
    dark.toggle()
    for strip in dark.strips():
        strip.set_lit(False)
    return _stacked(closed, opened, quiet, dark, margin=0, spacing=20)


def stop_armed() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    bar = Header()
    bar.set_state(CONNECTED)
    banner = AlarmBanner(FlashClock(now_ms=lambda: 0), parent=page)
    banner.set_state(ALARMS)
    column.addWidget(bar)
    column.addWidget(banner)
    column.addStretch(1)
    bar.stop_button.keep_clear_of(banner)
    page.resize(1366, 400)
    page.show()
    QCoreApplication.processEvents()
    bar.stop_button.set_state(StopButtonState(StopPhase.ARMED, detail=LOSS))
    bar.stop_button.set_time_left(0.6)
    return page


def stop_phases() -> QWidget:
    made = []
    for state in (
        StopButtonState(),
        StopButtonState(StopPhase.READY),
        StopButtonState(StopPhase.ARMED),
        StopButtonState(StopPhase.SENDING),
        StopButtonState(StopPhase.STOPPED, "Stopped 14:02", "confirmed by the pump"),
    ):
        button = StopButton()
        button.set_state(state)
        made.append(button)
    return _stacked(_beside(*made))


def notices() -> QWidget:
    return _stacked(
        NoticeBar(
            Notice(
                NoticeKind.CAUTION,
                "The pump still runs the previous program.",
                "Nothing is sent before you confirm on the Finish page.",
            )
        ),
        NoticeBar(Notice(NoticeKind.INFO, "Read-only.", "This visit is closed.", "Open a new visit")),
        NoticeBar(
            Notice(
                NoticeKind.DANGER,
                "It is not known whether the pump took the program.",
                "The link was lost after the commit was sent. Ask the pump again before doing anything else; "
                "until it has answered, treat the patient as if either program were running.",
                "Ask the pump",
            )
        ),
    )


def fields() -> QWidget:
    dose = QuantityField("Dose per day, all steps", "mcg per day", read_dose_number, dose=True)
    dose.set_value_text("402")
    dose.set_hint("rate 0.804 mL per day  ·  will deliver 401.8 mcg")
    wrong = QuantityField("Dose per day, all steps", "mcg per day", read_dose_number, dose=True)
    wrong.set_value_text("40,2")
    empty = QuantityField("Dose per day", "mcg per day", read_dose_number, dose=True)
    plain = QuantityField("Concentration", "mcg per mL", read_dose_number)
    plain.set_value_text("500")
    plain.set_hint("as on the label of the vial")
    bad = QuantityField("Concentration", "mcg per mL", read_dose_number)
    bad.set_value_text(".5")
    locked = QuantityField("Concentration", "mcg per mL", read_dose_number)
    locked.set_value_text("2000")
    locked.set_read_only(True)
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    for index, field in enumerate((dose, wrong, empty, plain, bad, locked)):
        field.setFixedWidth(300)
        grid.addWidget(field, index // 3, index % 3)
    return page


def cards() -> QWidget:
    dose = Card()
    dose.add(
        BigFigure(
            BigFigureState(
                "Delivering now  ·  day schedule",
                "402",
                "mcg per day",
                "baclofen 500 mcg/mL",
                "0.804 mL per day",
            )
        )
    )
    stale = Card()
    stale.add(
        BigFigure(
            BigFigureState(
                "Delivered at 14:31, 6 min ago", "402", "mcg per day", "baclofen 500 mcg/mL", "", stale=True
            )
        )
    )
    facts = Card("Ready to program")
    facts.add(
        FactTable(
            (
                Fact("Motor", "no stall since 3 Mar"),
                Fact("Alarms", "none active", Tone.DONE),
                Fact("Pump clock", "4 s behind"),
                Fact("Log", "complete to entry 2,184"),
                Fact("Patient boluses, 7 days", "6 given, 2 refused"),
            )
        )
    )
    meaning = Card("What this means")
    meaning.add(
        LimitBar(
            LimitBarState(
                "Limits for this drug, adult, spinal origin",
                Fraction(350_000),
                Fraction(402_000),
                NanogramsPerDay(100_000),
                NanogramsPerDay(800_000),
                NanogramsPerDay(1_000_000),
            )
        )
    )
    glasses = Card("Reservoir")
    glasses.add(
        _beside(
            *(
                ReservoirGlass(
                    ReservoirState(Nanolitres(left), Nanolitres(20_000_000), Nanolitres(2_000_000), stale)
                )
                for left, stale in (
                    (11_420_000, False),
                    (1_900_000, False),
                    (20_000_000, False),
                    (11_420_000, True),
                )
            ),
            ReservoirGlass(None),
        )
    )
    for card in (dose, stale, facts):
        card.setFixedWidth(372)
    return _stacked(
        PageHead("Pump", "interrogated Fri 20 Nov 2026, 14:31:05  ·  live"),
        _beside(dose, stale),
        _beside(facts, glasses),
        meaning,
    )


def tables() -> QWidget:
    compare = CompareTable(
        (
            CompareRow("Drug", "baclofen", "baclofen"),
            CompareRow("Concentration", "500 mcg/mL", "2,000 mcg/mL", "× 4", changed=True),
            CompareRow("Dose per day", "400 mcg", "400 mcg"),
            CompareRow("Bridge", "–", "0.8 mL per day, 9 h 29 min", "158 mcg, old drug", changed=True),
            CompareRow(
                "Rate afterwards", "0.8 mL per day", "0.2 mL per day", "−0.6 mL per day", changed=True
            ),
            CompareRow("Drug stable until", "–", "Thu 18 Feb 2027"),
        ),
        fits_rows=True,
    )
    card = Card()
    card.add(compare)
    columns = (
        Column("Visit"),
        Column("Kind"),
        Column("By"),
        Column("Dose per day", Side.RIGHT),
        Column("Withdrawn / expected, ratio", Side.RIGHT),
        Column("Outcome", stretch=True),
    )
    visits = DataTable(columns, name="Visits", choosable=True)
    visits.set_rows(
        (
            TableRow(
                (
                    "20 Nov 2026 14:02",
                    "Adjust dose",
                    "J. Clinician",
                    "350 → 402 mcg",
                    "–",
                    "Confirmed by the pump 14:09:40",
                ),
                key=1,
            ),
            TableRow(
                (
                    "28 Oct 2026 09:30",
                    "Refill",
                    "J. Clinician",
                    "350 mcg",
                    "1.9 / 3.0 mL  107 %",
                    "Confirmed by the pump",
                ),
                key=2,
            ),
            TableRow(
                (
                    "03 Mar 2026 11:15",
                    "MRI, after",
                    "T. Technician",
                    "350 mcg",
                    "–",
                    "Read twice, nothing changed",
                ),
                muted=True,
                key=3,
            ),
        )
    )
    visits.choose(1)
    second = Card()
    second.add(visits)
    return _stacked(card, second)


def progress() -> QWidget:
    going = ProgressPanel(
        ProgressState(
            "Reading the pump",
            (
                ProgressStep("Open the link", StepState.DONE, "0.2 s"),
                ProgressStep("Identity and status", StepState.DONE, "0.4 s"),
                ProgressStep("Log of the pump", StepState.CURRENT, "1,204 of 2,184 entries"),
                ProgressStep("Check and compare", StepState.WAITING),
            ),
            0.55,
            "Nothing is changed in the pump while it is read.",
        )
    )
    broken = ProgressPanel(
        ProgressState(
            "Programming",
            (
                ProgressStep("Stage the program", StepState.DONE),
                ProgressStep("Commit", StepState.UNCERTAIN, "no answer"),
                ProgressStep("Read back", StepState.FAILED, "link lost"),
            ),
            None,
            "",
            cancel="",
        )
    )
    return _stacked(going, broken)


def rail() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    bar = NavigationRail(RAIL)
    bar.choose("pump")
    row.addWidget(bar)
    row.addStretch(1)
    return page


def therapy_plot() -> TherapyPlot:
    """The course of a week as the design shows it: a day schedule with two higher steps."""
    plot = TherapyPlot()
    plot.set_capacity(20)
    plot.set_alarm_mark(2)
    plot.set_measured(_course(MIDNIGHT - 4 * 86_400, NOW))
    plot.set_calculated(_course(NOW, MIDNIGHT + 12 * 86_400))
    plot.set_refill_by(MIDNIGHT + 6 * 86_400.0)
    plot.set_now(NOW)
    return plot


MIDNIGHT = 1_795_132_800.0  # Fri 20 Nov 2026, 00:00 on the pump's clock
NOW = MIDNIGHT + 14 * 3600 + 31 * 60


def _rate(t: float) -> float:
    hour = t % 86_400 / 3600
    return 512.0 if 7 <= hour < 9 or 15 <= hour < 17 else 380.0


def _course(t0: float, t1: float) -> list[PlotSample]:
    samples, t = [], t0
    while t <= t1:
        midnight = t - t % 86_400
        delivered = sum(_rate(at) / 48 for at in range(int(midnight), int(t), 1800)) if t > midnight else 0.0
        samples.append(PlotSample(t, 11.42 - (t - NOW) / 86_400 * 0.804, _rate(t), delivered))
        t += 1800
    return samples


def plot() -> QWidget:
    made = therapy_plot()
    made.set_crosshair(NOW - 40_000)
    card = Card()
    card.add(made, 1)
    controls = PlotControls(made)
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 16, 24, 24)
    head = PageHead("Pump", "interrogated Fri 20 Nov 2026, 14:31:05  ·  live")
    head.add_action(controls)
    column.addWidget(head)
    column.addWidget(card, 1)
    return page


def day(*steps: tuple[int, int]) -> DaySchedule:
    """A schedule from hours and mcg per day."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(mcg * 1000)) for hour, mcg in steps)
    )


def schedule() -> QWidget:
    proposed = day((0, 380), (7, 512), (9, 380), (15, 512), (17, 380))
    present = day((0, 380), (9, 380), (17, 380))
    table = ScheduleTable()
    table.set_schedule(proposed, present)
    wrong = ScheduleTable()
    wrong.set_schedule(day((0, 380), (7, 512), (9, 380)))
    row = wrong.rows()[1]
    row.dose.setText("51,2")
    row.edited.emit()
    wrong.add_step()
    picture = DayPicture()
    picture.set_modes(proposed, Continuous(NanogramsPerDay(350_000)))
    card = Card()
    card.add(_beside(table, picture))
    second = Card()
    second.add(wrong)
    return _stacked(card, second)


Scene = tuple[Callable[[], QWidget], tuple[int, int]]
SCENES: dict[str, Scene] = {
    "buttons": (buttons, (1000, 420)),
    "header": (header, (1366, 320)),
    "alarms": (alarms, (1366, 440)),
    "stop-armed": (stop_armed, (1366, 400)),
    "stop-phases": (stop_phases, (1000, 92)),
    "notices": (notices, (900, 260)),
    "fields": (fields, (1000, 260)),
    "cards": (cards, (900, 640)),
    "tables": (tables, (1120, 620)),
    "progress": (progress, (620, 520)),
    "plot": (plot, (960, 640)),
    "schedule": (schedule, (1100, 640)),
    "rail": (rail, (120, 600)),
}
