"""The last answer of a pure function, kept for as long as it is asked the very same again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Kept(Generic[Given, Answer]):
    """Called like ``make``, which may depend on nothing but what it is given: values that nobody changes in place.

    Every notice and every tick asks each page for all that it shows, and most of them change nothing of it. What is
    given is compared by equality, all of it: one figure that differs, and the answer is worked out anew.
    """

    __slots__ = ("_answered", "_make")

    def __init__(self, make: Callable[Given, Answer]) -> None:
        self._make = make
        self._answered: tuple[tuple[object, object], Answer] | None = None

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Answer:
        answered = self._answered
        if answered is None or answered[0] != (given, named):
            answered = self._answered = (given, named), self._make(*given, **named)
        return answered[1]
