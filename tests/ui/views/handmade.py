"""States of every page made by hand, and a workstation that shows them and remembers what it was asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from programmer.therapy.alarms import Priority
from programmer.therapy.calculations.course_of_day import course_of_day
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.quantities import (
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    SecondsOfDay,
)
from programmer.training import (
    Asked,
    EventWords,
    FaultOption,
    FaultWords,
    Lesson,
    PointWords,
    SwitchWords,
    TruthWords,
    Verdict,
)
from programmer.ui.viewmodels.common_states import (
    ALLOWED,
    ChoiceState,
    FieldState,
    PatientLine,
    SettleState,
    Trouble,
    refused,
)
from programmer.ui.viewmodels.connect_state import (
    AssignmentState,
    ConnectedState,
    ConnectPhase,
    ConnectState,
    DisconnectState,
    GoneState,
    IndicationState,
    LinkChoice,
    LinkKind,
    PairingState,
    PatientFormState,
)
from programmer.ui.viewmodels.fault_form import FaultForm
from programmer.ui.viewmodels.footer_state import FooterPageState
from programmer.ui.viewmodels.header_state import HeaderPageState
from programmer.ui.viewmodels.history_state import HistoryPhase, HistoryState, RecordState
from programmer.ui.viewmodels.leave_state import LeaveState
from programmer.ui.viewmodels.link_state import ChosenFrame, LinkPart, LinkState, PairedLine, PairingsState
from programmer.ui.viewmodels.orders_state import OrdersState
from programmer.ui.viewmodels.plot_samples import PlotRow, PlotSamples
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_STOPPED,
    CompareState,
    DrugState,
    EditState,
    LimitsState,
    ProgramState,
    ProgramStep,
    ResultKind,
    ResultState,
    ScheduleState,
)
from programmer.ui.viewmodels.pump_state import PumpPhase, PumpPlots, PumpState, ResumeState
from programmer.ui.viewmodels.training_hands import Hands
from programmer.ui.viewmodels.training_state import AnswerState, BenchState, TrainingPhase, TrainingState
from programmer.ui.viewmodels.training_words import speed_choices
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.viewmodels.ways import WaysState
from programmer.ui.viewmodels.workstation import Workstation
from programmer.ui.widgets.alarm_banner import AlarmBannerState, AlarmLine
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.compare_table import CompareRow
from programmer.ui.widgets.day_picture import DayPictureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.footer import FooterState
from programmer.ui.widgets.frame_table import FrameLine
from programmer.ui.widgets.header import HeaderState
from programmer.ui.widgets.limit_bar import LimitBarState
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.progress_step_row import ProgressStep, StepState
from programmer.ui.widgets.reservoir_glass import ReservoirState
from programmer.ui.widgets.segmented_control import Choice
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase
from programmer.ui.widgets.table_rows import TableRow
from programmer.ui.widgets.text_label import Tone


class Told(ViewModel[Any]):
    """A view-model whose state a test sets, and which remembers what a view asked of it."""

    def __init__(self, first: Any) -> None:
        super().__init__(first)
        self.asked: list[tuple[Any, ...]] = []

    def show(self, state: Any) -> None:
        """Put another state."""
        self._show(state)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.asked.append((name, *arguments))


class ToldTraining(Told):
    """The same with the tools of the Train page."""

    def __init__(self, first: Any) -> None:
        super().__init__(first)
        self.tools = Told(None)


class HandmadeWorkstation:
    """Every page's view-model as a ``Told``."""

    def __init__(self) -> None:
        self.header = Told(HeaderPageState())
        self.banner = Told(AlarmBannerState())
        self.footer = Told(FooterPageState(FOOT, ABOUT))
        self.connect_page = Told(CHOOSING)
        self.pump = Told(NO_PUMP)
        self.orders = Told(OrdersState())
        self.program = Told(ProgramState(empty_words="Connect to a pump to change its program."))
        self.history = Told(
            HistoryState(HistoryPhase.EMPTY, empty_words="Visits appear here once a pump was read.")
        )
        self.training = ToldTraining(CHOOSING_LESSON)
        self.link = Told(LinkState())
        self.leaving = Told(LeaveState())
        self.ways = Told(WaysState())

    def as_workstation(self) -> Workstation:
        """The same, as the window takes it."""
        return cast("Workstation", self)

    def connect_all(self) -> None:
        """A pump that is read and live, on every page."""
        self.header.show(HeaderPageState(HEADER, StopButtonState(StopPhase.READY)))
        self.connect_page.show(CONNECTED)
        self.pump.show(live())
        self.program.show(EDITING)
        self.history.show(HISTORY)


# ---- training -------------------------------------------------------------------------------------------------

LESSONS = (
    Lesson(
        "filled-20-as-40", "20 mL filled, 40 mL told", "Sixty days ago a pump was refilled. It is not empty."
    ),
    Lesson(
        "left-stopped",
        "Left stopped by an interrupted update",
        "Thirty hours ago the dose was to be changed.",
        (
            Asked("since", "For how long?", like="9 h"),
            Asked("alarm", "Why?", (("a", "So."), ("b", "Not so."))),
        ),
    ),
)
FAULTS = FaultForm(
    (FaultWords("delay", "It arrives late", (FaultOption("opcode", "Only at", (("", "any"),)),)),),
    "delay",
    "counted",
)
BENCH = BenchState(
    clock="Fri 20 Nov 2026, 14:02:11",
    lived="30 h 0 min",
    speeds=speed_choices(),
    faults=FAULTS.state((SwitchWords(1, "It arrives late (any request, once)", "struck once", spent=True),)),
    hands=Hands(said="withdrawn: 5 mL").state(),
    truth_shown=True,
    truth=(TruthWords("Reservoir", "3 mL", "17 mL", apart=True),),
    events=(EventWords("Fri 20 Nov 2026, 14:02:11", "withdrawn: 5 mL", known=False),),
)
CHOOSING_LESSON = TrainingState(
    lessons=LESSONS, chosen=LESSONS[0], start=ALLOWED, practise=ALLOWED, practise_words="Back to the training"
)
TRAINED = replace(
    CHOOSING_LESSON,
    phase=TrainingPhase.RUNNING,
    title=LESSONS[1].title,
    story=LESSONS[1].story,
    task="Interrogate it.",
    questions=(
        AnswerState("since", "For how long?", field=FieldState("9 h"), like="such as 9 h"),
        AnswerState("alarm", "Why?", choice=ChoiceState((("a", "So."), ("b", "Not so.")), "a")),
    ),
    check=ALLOWED,
    restart=ALLOWED,
    bench=BENCH,
)
JUDGED = replace(
    TRAINED,
    phase=TrainingPhase.FINISHED,
    verdict=Verdict(
        found=False, points=(PointWords("Why?", passed=False, said="So."),), find="It was left stopped."
    ),
)
LEFT = replace(
    TRAINED,
    notice=Notice(NoticeKind.CAUTION, "The pump is not connected.", "", "Connect again"),
    connect=ALLOWED,
)

# ---- around the pages -----------------------------------------------------------------------------------------

FOOT = FooterState(
    ("Simulated pump — not a patient", "simulated:reference-20", "last contact 1 s ago"),
    ("J. Clinician", "version 0.1.0", "F1 Help"),
)
ABOUT = (
    "Intrathecal programmer 0.1.0",
    "This is not a certified medical device. It must not program a pump in a person.",
    "A clinician programmer for intrathecal drug pumps.",
    "Made with Qt for Python (LGPL), pyqtgraph (MIT), SQLAlchemy (MIT) and the typeface Inter (OFL).",
)
HEADER = HeaderState(
    patient="Demo patient 0042",
    patient_line="born 1961  ·  spasticity, spinal origin",
    pump="Reference 20  RF20-10432",
    link="Ready  ·  12 ms",
    link_tone=Tone.DONE,
    reservoir="11.42 mL  ·  10 days",
    battery="4 years 2 months",
)
ALARMS = AlarmBannerState(
    (
        AlarmLine("low", Priority.MEDIUM, "Low reservoir: 1.9 mL left", "since 06:12", can_acknowledge=False),
        AlarmLine(
            "empty", Priority.HIGH, "No drug has been given for more than 48 hours", can_acknowledge=False
        ),
    )
)

# ---- connect --------------------------------------------------------------------------------------------------

LINKS = (
    LinkChoice("simulated", LinkKind.SIMULATED, "Simulated pump", "Reference 20, lives inside this program"),
    LinkChoice("/dev/ttyUSB0", LinkKind.PORT, "/dev/ttyUSB0", "USB serial telemetry head"),
    LinkChoice("recent:0", LinkKind.RECENT, "socket://127.0.0.1:45123", "last used Thu 19 Nov 2026, 16:20"),
    LinkChoice("typed", LinkKind.TYPED, "Another address"),
)
SPEEDS = (Choice(1, "1 ×"), Choice(60, "60 ×"), Choice(3600, "3,600 ×"))
PATIENTS = (
    PatientLine("", "Nobody in particular"),
    PatientLine("a1", "Demo patient 0042", "born 1961  ·  spasticity, spinal origin"),
    PatientLine("b2", "Demo patient 0057", "born 1948  ·  cancer pain"),
)
NO_ANSWER = Trouble(
    "No pump was reached",
    "Nothing answers on socket://127.0.0.1:1: the connection was refused",
    "Check the address and that the pump or its head is switched on, then try again",
)
CHOOSING = ConnectState(
    links=LINKS,
    link_key="simulated",
    speeds=SPEEDS,
    patients=PATIENTS,
    patients_loading=False,
)
CHOOSING_AFTER_TROUBLE = replace(
    CHOOSING,
    link_key="typed",
    url=FieldState("socket://127.0.0.1:1"),
    trouble=NO_ANSWER,
    try_again=ALLOWED,
    form=PatientFormState(
        open=True,
        name=FieldState("Demo patient 0088"),
        born_year=FieldState("19611", "a year of birth has four digits"),
        reason=FieldState(""),
        add=refused("The year of birth cannot be read"),
    ),
)
READING = ProgressState(
    "Reading the pump",
    (
        ProgressStep("Open the link", StepState.DONE),
        ProgressStep("Identity", StepState.DONE),
        ProgressStep("Limits", StepState.CURRENT),
        ProgressStep("Program", StepState.WAITING),
        ProgressStep("Status", StepState.WAITING),
    ),
    0.4,
    "simulated:reference-20",
)
INDICATION = IndicationState("Not known: the strictest limits hold", "Set the indication…")
CORRECTING = IndicationState(
    "Not known: the strictest limits hold",
    "Set the indication…",
    open=True,
    title="Indication of Demo patient 0042",
    condition=ChoiceState((("", "Not known"), ("pain", "Pain"))),
    age=ChoiceState((("", "Not known"), ("adult", "Adult"), ("child", "Child"))),
    follows="Known now: nothing.",
    record=refused("Nothing is changed yet"),
)
GONE = GoneState(
    offered=True,
    open=True,
    serial=FieldState("RF20-10432"),
    note=FieldState("Explanted on Friday"),
    call="It is called once more first.",
    closes="It stays not known what became of the program change of Fri 20 Nov 2026, 10:00.",
    sign=ALLOWED,
    trouble=Trouble("Nothing was signed", "Pump RF20-10432 answers", "Connect to it"),
)
CONNECTING = replace(CHOOSING, phase=ConnectPhase.CONNECTING, progress=READING)
CONNECTED = replace(
    CHOOSING,
    phase=ConnectPhase.CONNECTED,
    announcements=(
        Notice(
            NoticeKind.INFO,
            "The program change of Thu 19 Nov 2026, 16:31 was carried out.",
            "The pump was asked about it on connecting.",
        ),
    ),
    connected=ConnectedState(
        "Reference 20  RF20-10432",
        (
            Fact("Model", "Reference 20"),
            Fact("Serial number", "RF20-10432"),
            Fact("Patient", "not assigned"),
            Fact("Firmware", "1.4"),
            Fact("Link", "simulated:reference-20"),
            Fact("Connected since", "14:02"),
        ),
        None,
        AssignmentState(PATIENTS[1:], ALLOWED, may_add=True),
        DisconnectState(),
    ),
)

# ---- pump -----------------------------------------------------------------------------------------------------

MIDNIGHT = 1_795_132_800.0
NOW = MIDNIGHT + 14 * 3600 + 31 * 60


def _rate(t: float) -> float:
    return 512.0 if int(t % 86_400 // 3600) in {7, 8, 15, 16} else 380.0


def course(t0: float, t1: float, step: float = 1800.0) -> list[PlotRow]:
    """A day schedule with two higher steps, as it runs."""
    rows, t = [], t0
    while t <= t1:
        midnight = t - t % 86_400
        steps = range(int(midnight), int(t), 1800)
        delivered = sum(_rate(at) / 48 for at in steps)
        rows.append((t, 11.42 - (t - NOW) / 86_400 * 0.804, _rate(t), delivered))
        t += step
    return rows


def samples(rows: list[PlotRow]) -> PlotSamples:
    """Readings to draw."""
    made = PlotSamples()
    for row in rows:
        made.append(row)
    return made


def plots() -> PumpPlots:
    """Five days that were, nine to come."""
    made = samples(course(MIDNIGHT - 4 * 86_400, NOW))
    end = NOW + 11.7 * 86_400
    return PumpPlots(
        made,
        len(made),
        now=NOW,
        capacity_ml=20.0,
        low_mark_ml=2.0,
        low_mark_words="low-reservoir alarm 2 mL",
        refill_at=end,
        predicted=tuple(course(NOW, end)),
        live=True,
    )


NO_PUMP = PumpState(
    PumpPhase.EMPTY,
    PumpPlots(PlotSamples()),
    empty_words="Connect the simulated pump to try everything, or choose the port of a telemetry head.",
)
FIGURE = BigFigureState(
    "Delivering now  ·  day schedule", "402", "mcg per day", "baclofen 500 mcg/mL", "0.804 mL per day"
)


def live() -> PumpState:
    """A pump that answers."""
    return PumpState(
        PumpPhase.LIVE,
        plots(),
        headline="interrogated Fri 20 Nov 2026, 14:31:05  ·  live",
        figure=FIGURE,
        reservoir=ReservoirState(Nanolitres(11_420_000), Nanolitres(20_000_000), Nanolitres(2_000_000)),
        alarm_title="Low-reservoir alarm",
        alarm_date="Mon 30 Nov 2026",
        alarm_line="in 10 days if the program stays as it is",
        reservoir_facts=(
            Fact("Alarm at", "2 mL"),
            Fact("Volume per day", "0.804 mL"),
            Fact("Catheter", "80 cm"),
        ),
        facts_title="Ready to program",
        facts=(
            Fact("Alarms", "none active"),
            Fact("Pump clock", "4 s behind"),
            Fact("Log", "complete to entry 2,184"),
            Fact("Battery", "4 years 2 months"),
            Fact("Delivered since midnight", "233.4 mcg"),
        ),
        interrogate=ALLOWED,
        change_therapy=ALLOWED,
    )


def stale() -> PumpState:
    """A pump that was in reach."""
    state = live()
    return replace(
        state,
        phase=PumpPhase.STALE,
        headline="last contact 14:31:05, 2 min ago",
        notices=(
            Notice(
                NoticeKind.CAUTION,
                "The link to the pump was lost at 14:31.",
                "What is shown is of then; alarms are not known since. It is being called again.",
            ),
        ),
        figure=replace(FIGURE, label="Delivering at 14:31, 2 min ago", stale=True),
        reservoir=replace(cast("ReservoirState", state.reservoir), stale=True),
        change_therapy=refused("The pump does not answer"),
    )


def stopped(question: str = "") -> PumpState:
    """A pump whose delivery is suspended."""
    return replace(
        live(),
        phase=PumpPhase.STOPPED,
        headline="interrogated Fri 20 Nov 2026, 14:31:05  ·  stopped",
        figure=BigFigureState(
            "Stopped since 14:30", "0", "mcg per day", "baclofen 500 mcg/mL", "program kept"
        ),
        alarm_date="–",
        alarm_line="not while delivery is stopped",
        resume=ResumeState(visible=True, offer=ALLOWED, question=question, confirm=ALLOWED),
    )


# ---- program --------------------------------------------------------------------------------------------------


def day(*steps: tuple[int, int]) -> DaySchedule:
    """A schedule from hours and mcg per day."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(mcg * 1000)) for hour, mcg in steps)
    )


PRESENT = Continuous(NanogramsPerDay(350_000))
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))


def drawn(mode: DaySchedule | Continuous) -> DayPictureState:
    """A day of that mode beside the present one."""
    solid, dashes = (course_of_day(PumpProgram(BACLOFEN, one), PumpTime(0)) for one in (mode, PRESENT))
    return DayPictureState(proposed=solid, present=dashes, words=("dashed: in the pump now",))


SCHEDULE = day((0, 380), (7, 512), (9, 380), (15, 512), (17, 380))
MODES = (
    Choice(MODE_STOPPED, "Stopped"),
    Choice(MODE_CONTINUOUS, "Continuous"),
    Choice(MODE_DAY_SCHEDULE, "Day schedule"),
)
SECTIONS = (
    Choice("delivery", "Delivery"),
    Choice("patient", "Patient bolus: none"),
    Choice("drug", "Drug and concentration"),
)
LIMITS = LimitsState(
    bars=(
        LimitBarState(
            "Most baclofen in any 24 h; adult, spasticity of spinal origin",
            Fraction(350_000),
            Fraction(402_000),
            NanogramsPerDay(50_000),
            NanogramsPerDay(1_000_000),
            NanogramsPerDay(2_000_000),
        ),
    ),
    sources=("baclofen, soft limit 1,000 mcg per day: [V, read at the source] Gablofen labelling",),
)
MEANING = (
    Fact("Dose per day", "402 mcg"),
    Fact("Change", "+52 mcg  +14.9 %"),
    Fact("Volume per day", "0.804 mL"),
    Fact("Peak rate", "1.024 mL per day"),
    Fact("Days to alarm", "10  (was 11)"),
    Fact("Alarm date", "Mon 30 Nov 2026"),
)
CAUTION = Notice(
    NoticeKind.CAUTION, "The pump still runs the previous program.", "Nothing is sent before you confirm."
)
TRAIL = ("Edit", "Compare", "Result")
EDITING = ProgramState(
    trail=TRAIL,
    notice=CAUTION,
    edit=EditState(
        modes=MODES,
        sections=SECTIONS,
        mode_key=MODE_DAY_SCHEDULE,
        schedule=ScheduleState(SCHEDULE, day((0, 350)), most_steps=24),
        drug=DrugState("baclofen 500 mcg/mL", "labelled", ALLOWED),
        limits=LIMITS,
        library=("Drug library: Shipped drug library, version 1 of 2026-11-21, seal 9f3c12ab, by Project",),
        day=drawn(SCHEDULE),
        proposed=SCHEDULE,
        difference="Differs from the pump: +52 mcg per day, +14.9 %",
        facts=MEANING,
        consider=(
            "Increase of 14.9 %. Usual step for spinal origin: 10 to 30 % in 24 h.",
            "Abrupt loss of baclofen can be fatal.",
        ),
    ),
    next=ALLOWED,
    reset=ALLOWED,
)
EDITING_DOSE = replace(
    EDITING,
    edit=replace(
        EDITING.edit,
        mode_key=MODE_CONTINUOUS,
        fields={"dose": FieldState("402", under="rate 0.804 mL per day")},
        proposed=Continuous(NanogramsPerDay(402_000)),
    ),
)
EDITING_WRONG = replace(
    EDITING_DOSE,
    edit=replace(
        EDITING_DOSE.edit,
        fields={"dose": FieldState("40,2", "write a point, not a comma, as decimal mark")},
        proposed=None,
        facts=(),
        difference="",
        consider=(),
    ),
    next=refused("The dose cannot be read"),
)
STAGING = replace(
    EDITING,
    step=ProgramStep.STAGING,
    trail_index=0,
    progress=ProgressState(
        "Bringing the program into the pump",
        (
            ProgressStep("Check against the limits", StepState.DONE),
            ProgressStep("Stage beside the program in force", StepState.CURRENT, "2 of 4 frames"),
            ProgressStep("Read back and decode a second time", StepState.WAITING),
        ),
        0.5,
        "The pump runs the previous program throughout.",
    ),
)
COMPARING = replace(
    EDITING,
    step=ProgramStep.COMPARE,
    trail_index=1,
    compare=CompareState(
        rows=(
            CompareRow("Drug", "baclofen", "baclofen"),
            CompareRow("Concentration", "500 mcg/mL", "500 mcg/mL"),
            CompareRow("Mode", "continuous", "day schedule, 5 steps", changed=True),
            CompareRow(
                "Dose per day", "350 mcg per day", "402 mcg per day", "+52 mcg per day, +14.9 %", True
            ),
            CompareRow(
                "Highest rate", "350 mcg per day", "512 mcg per day", "+162 mcg per day, +46.3 %", True
            ),
            CompareRow(
                "Rate from 00:00", "350 mcg per day", "380 mcg per day", "+30 mcg per day, +8.6 %", True
            ),
            CompareRow(
                "Rate from 07:00", "350 mcg per day", "512 mcg per day", "+162 mcg per day, +46.3 %", True
            ),
            CompareRow(
                "Volume per day", "0.7 mL per day", "0.804 mL per day", "+0.104 mL per day, +14.9 %", True
            ),
            CompareRow("Days until 2 mL are left", "13 days", "11 days", "−2 days", True),
            CompareRow("Low-reservoir alarm", "Thu 3 Dec 2026", "Tue 1 Dec 2026", "", True),
        ),
        hash_text="7be1 4f09 … c2d0",
        checks=(
            "Staged in the pump and verified by its own arithmetic.",
            "Read back byte for byte.",
            "Decoded a second time by other means: 402 mcg per day.",
        ),
        caution="Increase of 14.9 %. Watch for sedation for at least 8 h.",
        confirm=ALLOWED,
        confirm_word="Hold to program the pump",
        typed_word="PROGRAM",
        expires="It can be confirmed until 14:41.",
    ),
)
SENDING = replace(
    EDITING,
    step=ProgramStep.SENDING,
    trail_index=1,
    progress=ProgressState(
        "Programming the pump",
        (
            ProgressStep("Keep the intent in the records", StepState.DONE),
            ProgressStep("Tell the pump", StepState.CURRENT),
            ProgressStep("Proof from the pump", StepState.WAITING),
        ),
        None,
        "Not confirmed yet.",
        cancel="",
    ),
)


def ended(kind: ResultKind) -> ProgramState:
    """Each way a command ends."""
    results = {
        ResultKind.CONFIRMED: ResultState(
            kind,
            "Confirmed by the pump at 14:09:40",
            ("The pump runs 402 mcg per day as a day schedule.", "Entry 2,185 of its log."),
            finish=ALLOWED,
        ),
        ResultKind.REFUSED: ResultState(
            kind,
            "The pump refused and runs the previous program",
            trouble=Trouble(
                "The pump refused the program",
                "Its state changed after it was read",
                "Interrogate again, then start anew",
            ),
            finish=ALLOWED,
        ),
        ResultKind.FAILED: ResultState(
            kind, "The command was not applied. The pump runs the previous program", finish=ALLOWED
        ),
        ResultKind.UNCERTAIN: ResultState(
            kind,
            "It is not known whether the pump took the program",
            ("The link was lost after the command was sent.", "Either program may be running."),
            trouble=Trouble(
                "Treat the patient as if either program were running",
                "The pump has not answered yet",
                "Bring the head back over the pump and ask it again; STOP is possible all the time",
            ),
            settle=SettleState(
                commands=("Program change of 14:09",),
                ask_again=ALLOWED,
                sign=refused("The pump must be asked first"),
            ),
        ),
    }
    return replace(
        EDITING,
        step=ProgramStep.RESULT,
        trail_index=2,
        notice=None,
        result=results[kind],
    )


# ---- history --------------------------------------------------------------------------------------------------

ROWS = tuple(
    TableRow(cells, key=str(index))
    for index, cells in enumerate(
        (
            (
                "Fri 20 Nov 2026, 14:02",
                "Demo patient 0042",
                "RF20-10432",
                "J. Clinician",
                "350 → 402 mcg",
                "Confirmed by the pump 14:09:40",
                "none",
                "closed",
            ),
            (
                "Wed 28 Oct 2026, 09:30",
                "Demo patient 0042",
                "RF20-10432",
                "J. Clinician",
                "350 mcg",
                "Read only",
                "Low reservoir",
                "closed",
            ),
            (
                "Tue 3 Mar 2026, 11:15",
                "Unidentified patient",
                "RF20-10432",
                "T. Technician",
                "350 mcg",
                "Not known whether carried out",
                "none",
                "link lost",
            ),
        )
    )
)
HISTORY = HistoryState(
    HistoryPhase.READY,
    headline="3 visits  ·  3 Mar 2026 to 20 Nov 2026",
    patients=(PatientLine("", "All patients"), *PATIENTS[1:]),
    rows=ROWS,
)

PAIRING = ConnectState(
    phase=ConnectPhase.PAIRING,
    pairing=PairingState(
        "The pump at /dev/ttyUSB0 is not paired with this workstation",
        "The pump does not know this workstation's key",
        ("Stay beside the pump.", "Have the pump show its pairing code.", "Type the code below."),
        FieldState("ABCDE", under="5 of 30 letters and digits"),
        refused("The pairing code is not complete"),
    ),
)
LINK = LinkState(
    line="/dev/ttyUSB0  ·  every frame of the session is sealed",
    figure=BigFigureState("Round trip", "12", "ms", "148 bytes per second", "over the last 5 s"),
    quality=(Fact("Requests", "120"), Fact("CRC failures", "0")),
    trust=(Fact("Sessions opened", "1"), Fact("Tag failures", "0")),
    frames=tuple(
        FrameLine(number, ("14:02:11.345", "→ to pump", "STATUS", str(number), "35 bytes", "sent"))
        for number in range(1, 40)
    ),
    chosen=ChosenFrame(
        39, "STATUS · → to pump", "Session 0x1234, sealed · counter 39", (("delivery", "running"),)
    ),
)
PAIRED_PUMPS = replace(
    LINK,
    part=LinkPart.PUMPS,
    pairings=PairingsState(
        (PairedLine("aa", "RF20-10432", "Fri 20 Nov 2026, 14:02", "1143 cd1e"),),
        chosen="aa",
        question="Forget pump RF20-10432?",
    ),
)


def opened() -> HistoryState:
    """One visit of the list, opened."""
    return replace(
        HISTORY,
        record=RecordState(
            "0",
            HistoryPhase.READY,
            title="Fri 20 Nov 2026, 14:02",
            summary=(
                Fact("Patient", "Demo patient 0042"),
                Fact("By", "J. Clinician"),
                Fact("Began", "14:02:11"),
                Fact("Ended", "14:20:03, closed"),
                Fact("Alarms", "none"),
            ),
            pump_facts=(
                Fact("Model", "Reference 20"),
                Fact("Serial number", "RF20-10432"),
                Fact("Reservoir", "11.42 mL of 20 mL"),
                Fact("Battery", "4 years 2 months"),
            ),
            program=(
                Fact("Mode", "day schedule, 5 steps"),
                Fact("Dose per day", "350 → 402 mcg"),
                Fact("Drug", "baclofen 500 mcg/mL"),
            ),
            before=PRESENT,
            after=SCHEDULE,
            samples=samples(course(NOW - 86_400, NOW, 300.0)),
            commands=(
                TableRow(("14:09:38", "program change", "Confirmed by the pump 14:09:40")),
                TableRow(("14:15:02", "STOP", "Confirmed by the pump 14:15:02")),
            ),
            events=tuple(
                TableRow((f"{2180 + index:,}", f"Fri 20 Nov 2026, 14:{index:02d}", "Program changed"))
                for index in range(12)
            ),
        ),
    )
