"""The Train page: its scenarios, the one that is under way, the link to its pump, and the check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from programmer.known_error import KnownError
from programmer.training import Lesson, TrainingBench, TrainingRoom, Verdict
from programmer.ui.viewmodels.bench_tools import BenchTools
from programmer.ui.viewmodels.common_states import ALLOWED, Trouble, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.pump import reading_progress
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.viewmodels.training_offers import SIMULATED, start_offer
from programmer.ui.viewmodels.training_questions import answer_states, check_offer, verdict_words
from programmer.ui.viewmodels.training_state import TrainingPhase, TrainingState
from programmer.ui.viewmodels.training_words import PRACTICE, link_notice, task_words
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.visit.tasks import Connect


class TrainingViewModel(ViewModel[TrainingState]):
    """``watch`` says whether the page is shown: a bench that nobody looks at is not asked how it stands. What is done
    to the pump goes by ``tools``."""

    def __init__(self, desk: PumpDesk, room: TrainingRoom) -> None:
        super().__init__(TrainingState())
        self._desk = desk
        self._room = room
        self.tools = BenchTools(self._bench)
        self.tools.setParent(self)
        self._watched = self._listing = False
        self._lessons: tuple[Lesson, ...] | None = None
        self._own: tuple[Lesson, ...] = ()
        self._chosen = self._begun = self._url = ""
        self._answers: dict[str, str] = {}
        self._verdict: Verdict | None = None
        self._looks = 0
        self._trouble: Trouble | None = None
        desk.moved.connect(self._refresh)
        self.tools.moved.connect(self._refresh)

    def watch(self, watched: bool) -> None:
        """The page is shown, or not any more."""
        self._watched = watched
        if watched and self._lessons is None:
            self._read_room()
        self._refresh()

    def _read_room(self) -> None:
        self.tools.know_faults(self._room.fault_kinds())
        self._try(self._read_lessons)

    def _read_lessons(self) -> None:
        self._lessons = self._room.lessons()
        self._chosen = self._lessons[0].key if self._lessons else ""

    # ---- choosing ------------------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Take one of ``state.lessons``."""
        if any(lesson.key == key for lesson in self.state.lessons):
            self._chosen = key
        self._refresh()

    def open_file(self, file: str) -> None:
        """Put a scenario of one's own on the list, and choose it."""

        def read() -> None:
            lesson = self._room.lesson_of(file)
            self._own = (lesson, *(one for one in self._own if one.key != lesson.key))
            self._chosen = lesson.key

        self._try(read)
        self._refresh()

    def start(self) -> None:
        """Make the pump of the chosen scenario, and connect it."""
        self._refresh()
        if self.state.start.enabled:
            self._try(lambda: self._begin(self._chosen))
        self._refresh()

    def start_anew(self) -> None:
        """Make the pump of the training under way anew, and connect it."""
        self._refresh()
        if self.state.restart is not None and self.state.restart.enabled:
            self._try(lambda: self._begin(self._begun))
        self._refresh()

    def _begin(self, lesson: str) -> None:
        url = self._room.begin(lesson)
        self.tools.begin_anew()
        self._answers, self._verdict, self._looks = {}, None, 0
        self._begun, self._url, self._listing = lesson, url, False
        self._desk.submit(Connect(url, None))

    def connect_again(self) -> None:
        """Connect the pump of the training under way once more, as it is now."""
        if self.state.connect.enabled:
            self._desk.submit(Connect(self._url, None))

    def cancel_connecting(self) -> None:
        """Give up connecting."""
        if self.state.phase is TrainingPhase.CONNECTING:
            self._desk.cancel()

    def show_list(self) -> None:
        """Look at the scenarios; the training goes on meanwhile."""
        self._listing = True
        self._refresh()

    def practise(self) -> None:
        """Go to the simulated pump that is connected, or back to it."""
        if self.state.practise.enabled:
            self._listing = False
            self._url = self._desk.story.url or self._url
        self._refresh()

    # ---- the check -----------------------------------------------------------------------------------------

    def answer(self, key: str, text: str) -> None:
        """What is answered to a question."""
        self._answers = {**self._answers, key: text}
        self._refresh()

    def check(self) -> None:
        """Have the answers and the pump judged."""
        bench = self._bench()
        if bench is not None and self.state.check.enabled:

            def judge() -> None:
                self._verdict = bench.judge(self._answers)
                self._looks += 1

            self._try(judge)
        self._refresh()

    def look_again(self) -> None:
        """Back from the result to the pump and the answers."""
        self._verdict = None
        self._refresh()

    # ---- showing -------------------------------------------------------------------------------------------

    def _try(self, act: Callable[[], None]) -> None:
        """Do it, or say why it cannot be done."""
        self._trouble = None
        try:
            act()
        except KnownError as error:
            self._trouble = trouble_of(error)

    def has_pump(self) -> bool:
        """Whether the pump that is connected is one inside this program."""
        story = self._desk.story
        return story.has_visit and self._room.bench(story.url) is not None

    def _bench(self) -> TrainingBench | None:
        """The bench of the pump that is connected here, or else of the one that was trained with last."""
        story = self._desk.story
        return self._room.bench(story.url if story.contact is not Contact.NONE else self._url)

    def _refresh(self) -> None:
        if not self._watched:
            return
        story, bench = self._desk.story, self._bench()
        lesson = None if bench is None else bench.lesson
        listed = bench is None or self._listing or (lesson is None and self._url != story.url)
        lessons = (*self._own, *(self._lessons or ()))
        chosen = next((one for one in lessons if one.key == self._chosen), None)
        state = TrainingState(
            phase=TrainingPhase.CHOOSING,
            lessons=lessons,
            chosen=chosen,
            start=start_offer(story, chosen=chosen is not None),
            ends_visit=story.has_visit and story.url.startswith(SIMULATED),
            practise=refused("No simulated pump is connected") if bench is None else ALLOWED,
            practise_words="Practise with the connected pump" if lesson is None else "Back to the training",
            trouble=self._trouble,
        )
        self._show(state if bench is None or listed else self._under_way(state, story, bench))

    def _under_way(self, state: TrainingState, story: PumpStory, bench: TrainingBench) -> TrainingState:
        lesson = bench.lesson
        connecting = story.contact is Contact.CONNECTING
        phase = TrainingPhase.RUNNING if self._verdict is None else TrainingPhase.FINISHED
        progress = reading_progress(story, f"Connecting to {story.url}") if connecting else None
        return replace(
            state,
            phase=TrainingPhase.CONNECTING if connecting else phase,
            restart=start_offer(story, chosen=bool(self._begun)) if lesson is not None else None,
            notice=link_notice(story),
            title="Practise freely" if lesson is None else lesson.title,
            story=PRACTICE if lesson is None else lesson.story,
            task="" if lesson is None else task_words(lesson),
            questions=answer_states(bench, self._answers),
            check=check_offer(bench, self._answers),
            verdict=self._verdict,
            headline=verdict_words(self._verdict, self._looks),
            connect=ALLOWED if story.contact is Contact.NONE else refused("The pump is connected"),
            progress=progress,
            bench=self.tools.state(bench),
        )
