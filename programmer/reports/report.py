"""A report before it has a form: headings, facts and tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. ``marked`` numbers the rows that changed, from 0."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that must not be overlooked."""

    text: str


Section = Facts | Table | Statement


@dataclass(frozen=True, slots=True)
class Report:
    """``subject`` stands at the foot of every page: whose report this is."""

    title: str
    subtitle: str
    subject: str
    sections: tuple[Section, ...]
