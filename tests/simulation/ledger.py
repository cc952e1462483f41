"""What the records hold, as another process would see it: only what is committed, read past the programmer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from programmer.records.rows import IntentKind
from programmer.records.sql.tables.commands import UNCERTAIN
from tests.simulation.disk import Disk
from tests.simulation.seals import Chain

_INTENTS = (
    "SELECT arrival, id, token, kind, program_after, serial FROM intents WHERE arrival > ? ORDER BY arrival"
)
_OUTCOMES = "SELECT arrival, intent_id, kind, sequence FROM outcomes WHERE arrival > ? ORDER BY arrival"
_EVENTS = "SELECT arrival, epoch, sequence, raw FROM pump_events WHERE arrival > ? ORDER BY arrival"
_ENDS = "SELECT arrival, session_id, how FROM session_ends WHERE arrival > ? ORDER BY arrival"
_QUESTIONS = {"intents": _INTENTS, "outcomes": _OUTCOMES, "events": _EVENTS, "ends": _ENDS}


@dataclass(slots=True)
class LedgerIntent:
    """A durable intent; ``closed`` is the word of its closing outcome, empty while it is open."""

    id: bytes
    token: bytes
    kind: IntentKind
    program_after: bytes
    serial: str
    closed: str = ""
    sequence: int | None = None


class Ledger:
    """``look`` takes in what was committed since; rows are kept as they were first seen."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._reader: Any = None
        self._seen_commits = -1
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _QUESTIONS}
        self.intents: dict[bytes, LedgerIntent] = {}
        self.by_token: dict[bytes, LedgerIntent] = {}
        self.fresh_intents: list[LedgerIntent] = []
        self.fresh_events: list[tuple[bytes, int, bytes]] = []
        self.fresh_ends: list[str] = []
        self.fresh_confirmed: list[LedgerIntent] = []
        self.chain = Chain()

    @property
    def open_intents(self) -> list[LedgerIntent]:
        return [intent for intent in self.intents.values() if not intent.closed]

    @property
    def fresh_anything(self) -> bool:
        """Whether the last look found anything that is judged."""
        fresh = self.fresh_intents or self.fresh_events or self.fresh_ends or self.fresh_confirmed
        return bool(fresh or self.chain.objections)

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        return self._rows[name]

    def begin_life(self) -> None:
        """Another life of the programmer, on the file that the last one left."""
        self.end_life()
        self._reader = self._disk.reader()
        self._seen_commits = -1

    def end_life(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def look(self) -> None:
        self.fresh_intents, self.fresh_events, self.fresh_ends, self.fresh_confirmed = [], [], [], []
        if self._reader is None or self._seen_commits == self._disk.committed:
            return
        self._seen_commits = self._disk.committed
        self.chain.follow(self._reader)
        fresh = {name: self._new_rows(name, question) for name, question in _QUESTIONS.items()}
        self._take_intents(fresh["intents"])
        self._take_outcomes(fresh["outcomes"])
        self.fresh_events = [(epoch, sequence, raw) for _, epoch, sequence, raw in fresh["events"]]
        self.fresh_ends = [how for _, _, how in fresh["ends"]]

    def lost_rows(self) -> list[str]:
        """Which of the rows that were seen are not there any more, or are others now."""
        lost = []
        for name, question in _QUESTIONS.items():
            known = self._rows[name]
            held = self._reader.execute(question, (0,)).fetchall()
            if held[: len(known)] != known:
                lost.append(name)
        return lost

    def lost_seals(self) -> list[str]:
        """What is wrong with the chain from its first seal on, and whether it is still the one that was seen."""
        anew = Chain()
        anew.follow(self._reader)
        found = [*anew.objections]
        anew.objections.clear()
        found += [f"no seal covers rows of {table}" for table in anew.uncovered(self._reader)]
        if anew.seals[: len(self.chain.seals)] != self.chain.seals:
            found.append("seals that were durable are gone or changed")
        self.chain = anew
        return found

    def soundness(self) -> str:
        """What SQLite says of the whole file."""
        (found,) = self._reader.execute("PRAGMA integrity_check").fetchone()
        broken = self._reader.execute("PRAGMA foreign_key_check").fetchone()
        return str(found) if broken is None else f"a reference of {broken[0]} leads nowhere"

    def _new_rows(self, name: str, question: str) -> list[tuple[Any, ...]]:
        known = self._rows[name]
        fresh: list[tuple[Any, ...]] = self._reader.execute(
            question, (known[-1][0] if known else 0,)
        ).fetchall()
        known.extend(fresh)
        return fresh

    def _take_intents(self, fresh: list[tuple[Any, ...]]) -> None:
        for _, row_id, token, kind, after, serial in fresh:
            intent = LedgerIntent(row_id, token, IntentKind(kind), after, serial)
            self.intents[row_id] = self.by_token[token] = intent
            self.fresh_intents.append(intent)

    def _take_outcomes(self, fresh: list[tuple[Any, ...]]) -> None:
        for _, intent_id, kind, sequence in fresh:
            if kind == UNCERTAIN:
                continue
            intent = self.intents[intent_id]
            intent.closed, intent.sequence = kind, sequence
            if sequence is not None:
                self.fresh_confirmed.append(intent)
