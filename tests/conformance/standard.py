"""The published standard as its reader has it: clauses, codes and byte tables out of docs/protocol.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "protocol.md").read_text(encoding="utf-8")
VECTORS = DOCS / "protocol-vectors.json"
_STRUCTURE = re.compile(r"^#### (.+)$", re.MULTILINE)
_CLAUSE = re.compile(r"^\*\*([A-Z]-\d+)\.\*\* ", re.MULTILINE)
_ENTRY = re.compile(r"`(\w+)` (\w+(?: \d+)?)")


@dataclass(frozen=True)
class Field:
    """One row of a byte table. ``offset`` is None where it depends on what stands before."""

    offset: int | None
    type: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Request:
    """One row of the table of opcodes."""

    code: int
    sent: str
    request: str
    answer: str


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, without headings."""
    lines = text.splitlines()
    tables = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if line.startswith("|") and not line.startswith("| ---")
    ]
    headings = [lines[at - 1] for at, line in enumerate(lines) if line.startswith("| ---")]
    heads = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in headings]
    return [row for row in tables if row not in heads]


def section(heading: str) -> str:
    """What stands under a heading, up to the next of its rank or above."""
    rank = heading.split(" ", 1)[0]
    start = DOCUMENT.index(f"\n{heading}\n") + 1
    after = DOCUMENT[start + len(heading) :]
    end = re.search(rf"^#{{1,{len(rank)}}} ", after, re.MULTILINE)
    return after if end is None else after[: end.start()]


def clauses() -> list[str]:
    """The clauses in the order in which they stand."""
    return _CLAUSE.findall(DOCUMENT)


@cache
def structures() -> dict[str, tuple[Field, ...]]:
    """Every byte table by the name of its structure."""
    return {name: _fields(_table_after(name)) for name in _STRUCTURE.findall(DOCUMENT)}


def _table_after(name: str) -> list[list[str]]:
    lines = section(f"#### {name}").splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("| offset")), len(lines))
    return rows("\n".join(takewhile(lambda line: line.startswith("|"), lines[first:])))


def _fields(table: list[list[str]]) -> tuple[Field, ...]:
    return tuple(
        Field(None if offset == "…" else int(offset), kind.replace("`", ""), name.strip("`"), meaning)
        for offset, kind, name, meaning in table
    )


@cache
def opcodes() -> dict[str, Request]:
    """What can be asked, by name; structures of what is never sent are "–"."""
    return {
        name: Request(int(code, 16), sent, request, answer)
        for name, code, sent, request, answer in rows(section("### 2.3 Opcodes"))
    }


@cache
def statuses() -> dict[str, tuple[int, str]]:
    """The code of every status, and the structure that follows it (of OK: that of its opcode)."""
    table = [row for row in rows(section("### 2.4 Answers").partition("####")[0]) if len(row) == 4]
    return {name: (int(code, 16), structure) for name, code, _, structure in table}


@cache
def record_kinds() -> dict[str, tuple[int, tuple[Field, ...]]]:
    """The code and the detail of every kind of log record, by name."""
    table = [row for row in rows(section("### 4.1 Log")) if re.fullmatch(r"0x[0-9A-F]{4}", row[1])]
    return {
        name: (int(code, 16), tuple(Field(None, kind, field, "") for field, kind in _ENTRY.findall(detail)))
        for name, code, detail in table
    }


def codes_in(text: str, width: int = 2) -> list[int]:
    """The hexadecimal codes of that many digits that are written in a text, in order."""
    return [int(code, 16) for code in re.findall(rf"0x([0-9A-F]{{{width}}})\b", text)]
