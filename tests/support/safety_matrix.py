"""The page that shows every hazard and every requirement with its tests, made from docs/safety's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.support.requirements import (
    SAFETY,
    Hazard,
    Requirement,
    Source,
    State,
    hazards,
    marked_tests,
    requirements,
    sources,
)

MATRIX = SAFETY / "matrix.md"
OPENING = """\
# Hazards, requirements, tests

*Made by `.ci/safety_matrix.py` from the data beside it and the marks on the tests; a test holds it true. Do not edit.
Not a certified medical device, and not a file for certifying one: see [README.md](README.md).*
"""


def matrix() -> str:
    """Return the page as it must be now."""
    return (
        "\n".join([OPENING, *_counts(), *_hazards(), *(line for each in sources() for line in _source(each))])
        + "\n"
    )


def _counts() -> Iterator[str]:
    yield "| source | " + " | ".join(state.value for state in State) + " | rows |"
    yield "| --- |" + " ---: |" * (len(State) + 1)
    for source in sources():
        yield _count(source.title, source.requirements)
    yield _count("all", requirements())
    marked = {test for tests in marked_tests().values() for test in tests}
    yield f"\n{len(marked)} tests carry a mark."


def _count(title: str, rows: tuple[Requirement, ...]) -> str:
    counted = Counter(row.state for row in rows)
    return f"| {title} | " + " | ".join(str(counted[state]) for state in State) + f" | {len(rows)} |"


def _hazards() -> Iterator[str]:
    yield "\n## Hazards\n"
    for hazard in hazards():
        yield from _hazard(hazard)


def _hazard(hazard: Hazard) -> Iterator[str]:
    yield f"### {hazard.id}: {hazard.hazard}\n"
    yield f"- **Cause:** {hazard.cause}"
    yield f"- **Sequence:** {hazard.sequence}"
    yield f"- **Hazardous situation:** {hazard.situation}"
    yield f"- **Harm:** {hazard.harm} (at first: {hazard.severity}, {hazard.likelihood})"
    yield f"- **Control:** {hazard.control}"
    yield f"- **By:** {', '.join(_with_state(name) for name in hazard.controls)}"
    yield f"- **What is left:** {hazard.residual}\n"


def _with_state(name: str) -> str:
    state = next(row.state for row in requirements() if row.id == name)
    return name if state is State.BUILT else f"{name} ({state.value})"


def _source(source: Source) -> Iterator[str]:
    yield f"\n## {source.title}\n"
    yield f"{source.origin}\n"
    yield "| requirement | what is asked | here | state | hazards | shown by |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in source.requirements:
        cells = (row.id, row.says, row.here or row.why, _state(row), ", ".join(row.hazards), _tests(row))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _state(row: Requirement) -> str:
    return f"**{row.state.value}**" + (f": {row.missing}" if row.missing else "")


def _tests(row: Requirement) -> str:
    links = []
    for test in marked_tests().get(row.id, ()):
        path, _, name = test.partition("::")
        links.append(f"[{name.removeprefix('test_').replace('_', ' ')}](../../{path})")
    return "<br>".join(links)
