"""Whatever a person is told went wrong says what happened, why, and what to do: nothing of it is left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.support.program_source import trees

ROOT = "KnownError"
PARTS = 3


@cache
def known_errors() -> set[str]:
    """The names of ``KnownError`` and of everything that is one."""
    bases = {node.name: {_name(base) for base in node.bases} for node in _classes()}
    names = {ROOT}
    while more := {name for name, above in bases.items() if above & names} - names:
        names |= more
    return names


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def makings() -> Iterator[tuple[str, ast.Call]]:
    """Every place that makes one, by file and line; a class that words its own parts hands them to ``super``."""
    names = known_errors()
    own = {name: each for name in names - {ROOT} if (each := _own_words(name)) is not None}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in names - set(own):
                yield f"{path}:{node.lineno}", node
    yield from own.items()


@cache
def _classes() -> tuple[ast.ClassDef, ...]:
    """Every class of the program."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    return tuple(node for node in nodes if isinstance(node, ast.ClassDef))


def _own_words(name: str) -> ast.Call | None:
    """What the class hands to ``super().__init__`` where its own takes other things than the three parts."""
    for made in (node for each in _classes() if each.name == name for node in ast.walk(each)):
        if isinstance(made, ast.FunctionDef) and made.name == "__init__":
            taken = [argument.arg for argument in made.args.args][1 : 1 + PARTS]
            if taken == ["what", "why", "remedy"]:
                return None
            calls = (node for node in ast.walk(made) if isinstance(node, ast.Call))
            return next(call for call in calls if _name(call.func) == "__init__")
    return None


def _words(part: ast.expr) -> str | None:
    """What is written there, with something in place of each value; None for what only a run can tell."""
    if isinstance(part, ast.Constant):
        return part.value if isinstance(part.value, str) else ""
    if isinstance(part, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in part.values)
    return None


def test_known_errors_are_found() -> None:
    assert {"RefusedError", "LinkTrouble", "ReasonMissing", "OutcomeNotKept"} <= known_errors()
    assert len(list(makings())) > 50


@pytest.mark.requirement("OPCA-R6.5.0-4")
def test_every_known_error_says_what_why_and_what_to_do_each_a_sentence_without_its_full_stop() -> None:
    wrong = []
    for where, made in makings():
        parts = [_words(part) for part in made.args[:PARTS]]
        if len(parts) < PARTS or any(
            words is not None and (not words.strip() or words.rstrip()[-1] in ".!:;,") for words in parts
        ):
            wrong.append(where)
    assert wrong == []
