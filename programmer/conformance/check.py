"""One thing to try, and the clauses that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Where = TypeVar("Where")


@dataclass(frozen=True, slots=True)
class Check(Generic[Where]):
    """``run`` raises ``Departure`` where the device fails (the first clause, if it names no other), and ``CannotTry``
    where things are not as the trial needs them. A clause passes with every check that shows it."""

    clauses: tuple[str, ...]
    run: Callable[[Where], None]
