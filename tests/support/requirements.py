"""What the program must do for the sake of safety, as docs/safety says it, and the tests that are marked with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
SAFETY = REPOSITORY / "docs" / "safety"
HAZARDS = SAFETY / "hazards.yaml"
SOURCES = tuple(
    SAFETY / "requirements" / f"{name}.yaml"
    for name in (
        "open-pca",
        "open-pca-exceptions",
        "crisys-gpca",
        "crisys-constants",
        "gip-hazards",
        "incidents",
    )
)


class State(Enum):
    """How far a requirement is met."""

    BUILT = "built"
    PARTLY = "partly"
    NOT_BUILT = "not-built"
    NOT_APPLICABLE = "not-applicable"

    @property
    def tested(self) -> bool:
        """Whether a test must show it."""
        return self in {State.BUILT, State.PARTLY}


PARTS = {"programmer", "simulator"}
# What a row of each state holds besides id, says, for and state.
FIELDS = {
    State.BUILT: {"here", "hazards"},
    State.PARTLY: {"here", "hazards", "missing"},
    State.NOT_BUILT: {"here", "hazards", "missing"},
    State.NOT_APPLICABLE: {"why"},
}
EVERY_ROW = {"id", "says", "for", "state"}
EVERY_HAZARD = {
    "id",
    "cause",
    "hazard",
    "sequence",
    "situation",
    "harm",
    "initial",
    "control",
    "controls",
    "residual",
}
SEVERITIES = {"death or lasting injury", "injury that heals", "discomfort"}
LIKELIHOODS = {"likely", "occasional", "remote"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: what a source asks, in our words, and what this program makes of it."""

    id: str
    says: str
    parts: tuple[str, ...]
    state: State
    here: str
    hazards: tuple[str, ...]
    missing: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """One file of requirements, with where they come from."""

    path: Path
    title: str
    origin: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """How harm could come about, and what stands in its way."""

    id: str
    cause: str
    hazard: str
    sequence: str
    situation: str
    harm: str
    severity: str
    likelihood: str
    control: str
    controls: tuple[str, ...]
    residual: str


class BadRow(Exception):
    """A row that is not in the form of its file."""


@cache
def sources() -> tuple[Source, ...]:
    """Read every file of requirements; raises BadRow."""
    return tuple(_source(path) for path in SOURCES)


@cache
def hazards() -> tuple[Hazard, ...]:
    """Read the hazards; raises BadRow."""
    return tuple(_hazard(row) for row in _read(HAZARDS)["hazards"])


def requirements() -> tuple[Requirement, ...]:
    """Every requirement of every source, in the order of the files."""
    return tuple(row for source in sources() for row in source.requirements)


def _read(path: Path) -> Mapping[str, list[Mapping[str, object]]]:
    # The loader written in C is thirty times as fast, where there is one.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: Mapping[str, list[Mapping[str, object]]] = yaml.load(path.read_text(encoding="utf-8"), loader)
    return read


def _source(path: Path) -> Source:
    read = _read(path)
    rows = tuple(_requirement(row) for row in read["requirements"])
    return Source(path, _text(read, "title"), _text(read, "origin"), rows)


def _requirement(row: Mapping[str, object]) -> Requirement:
    name = str(row.get("id"))
    try:
        state = State(row.get("state"))
    except ValueError:
        raise BadRow(f"{name}: unknown state {row.get('state')}") from None
    _has_exactly(row, EVERY_ROW | FIELDS[state])
    parts = _texts(row, "for")
    if not set(parts) <= PARTS:
        raise BadRow(f"{name}: for {parts}")
    optional = {key: _text(row, key) if key in row else "" for key in ("here", "missing", "why")}
    concerned = _texts(row, "hazards") if "hazards" in row else ()
    return Requirement(name, _text(row, "says"), parts, state, hazards=concerned, **optional)


def _hazard(row: Mapping[str, object]) -> Hazard:
    _has_exactly(row, EVERY_HAZARD)
    initial = row["initial"]
    if not isinstance(initial, dict) or set(initial) != {"severity", "likelihood"}:
        raise BadRow(f"{row['id']}: initial risk {initial}")
    told = {
        key: _text(row, key)
        for key in ("id", "cause", "hazard", "sequence", "situation", "harm", "control", "residual")
    }
    return Hazard(controls=_texts(row, "controls"), **initial, **told)


def _has_exactly(row: Mapping[str, object], fields: set[str]) -> None:
    if set(row) != fields:
        raise BadRow(f"{row.get('id')}: missing {fields - set(row)}, too much {set(row) - fields}")


def _text(row: Mapping[str, object], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise BadRow(f"{row.get('id')}: {key} is no text: {value!r}")
    return " ".join(value.split())


def _texts(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = row[key]
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise BadRow(f"{row.get('id')}: {key} is no list of texts: {value!r}")
    return tuple(value)


# ---- marks ------------------------------------------------------------------------------------------------------


@cache
def marked_tests() -> Mapping[str, tuple[str, ...]]:
    """Return for each requirement named by a mark the tests that carry it, as pytest names them.

    The tests are read and not imported. Raises BadRow for a mark that no test carries or that names no text.
    """
    found: dict[str, list[str]] = {}
    for path in sorted((REPOSITORY / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for test, requirement in _marks(tree, path.relative_to(REPOSITORY).as_posix()):
            found.setdefault(requirement, []).append(test)
    return {requirement: tuple(dict.fromkeys(tests)) for requirement, tests in found.items()}


def _marks(tree: ast.Module, path: str) -> Iterator[tuple[str, str]]:
    carried: set[ast.Call] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for call in _calls_in(node.decorator_list):
                carried.add(call)
                yield from ((f"{path}::{node.name}", name) for name in _names_in(call, path))
    astray = set(_calls_in([tree])) - carried
    if astray:
        raise BadRow(
            f"{path}: a requirement is marked elsewhere than on a test: {[each.lineno for each in astray]}"
        )


def _calls_in(nodes: list[ast.expr] | list[ast.Module]) -> Iterator[ast.Call]:
    for each in nodes:
        for node in ast.walk(each):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.requirement":
                yield node


def _names_in(call: ast.Call, path: str) -> Iterator[str]:
    for argument in call.args:
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise BadRow(f"{path}:{call.lineno}: a requirement is named by a plain text")
        yield argument.value
