"""Rules of the house that no linter knows, checked on the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.program_source import PACKAGE, trees

SENTENCE = re.compile(r"[A-Z“].*[.!?:](\s|$)")
VAGUE = re.compile(r"(^|_)(manager|helper|helpers|util|utils)($|_)|Manager|Helper|Utils?(?![a-z])")
UNFINISHED = re.compile("|".join(("TODO", "FIXME", "XXX")))  # in pieces: a search finds none in the tree
TIME_AND_CHANCE = {Path("clock.py"), Path("randomness.py")}
FORBIDDEN_CALLS = {
    *(("time", name) for name in ("time", "time_ns", "monotonic", "monotonic_ns", "sleep")),
    *(("datetime", name) for name in ("now", "utcnow", "today")),
    ("date", "today"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
    ("os", "urandom"),
}
ALLOWED = {
    "simulator": {("random", "Random")},  # seeded: the same seed, the same pump
    "ui": {("time", "monotonic_ns")},  # flashing and fading follow the screen, not the pump
}


def test_the_rules_see_the_program() -> None:
    assert Path("__init__.py") in trees()
    assert len(trees()) > 10


def test_a_module_opens_with_a_sentence_on_one_line() -> None:
    openings = {path: (ast.get_docstring(tree) or "").split("\n")[0] for path, tree in trees().items()}
    # Alembic names and describes its revisions in its own way.
    wrong = [
        (str(path), line)
        for path, line in openings.items()
        if "migrations" not in path.parts and not SENTENCE.match(line)
    ]
    assert wrong == []


def test_names_say_what_a_thing_is() -> None:
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    vague = [
        f"{path}: {name}"
        for path, tree in trees().items()
        for name in [
            *path.with_suffix("").parts,
            *(node.name for node in ast.walk(tree) if isinstance(node, named)),
        ]
        if VAGUE.search(name)
    ]
    assert vague == []


def test_time_and_chance_are_handed_in() -> None:
    taken = [
        f"{path}:{place}"
        for path, tree in trees().items()
        if path not in TIME_AND_CHANCE
        for place in _taken_from_the_machine(tree, ALLOWED.get(path.parts[0], set()))
    ]
    assert taken == []


def _taken_from_the_machine(tree: ast.Module, allowed: set[tuple[str, str]]) -> Iterator[str]:
    for line, module, name in _names_of_other_modules(tree):
        forbidden = module in {"random", "secrets"} or (module, name) in FORBIDDEN_CALLS
        if forbidden and (module, name) not in allowed:
            yield f"{line}: {module}.{name}"


def _names_of_other_modules(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, module (or class) and name for `a.b`, `x.a.b` and `from a import b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, node.value.id, node.attr
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield node.lineno, node.value.attr, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, node.module or "", alias.name) for alias in node.names)


def test_no_number_is_entered_through_a_double_spin_box() -> None:
    assert _modules_with(re.compile("QDoubleSpinBox")) == []


def test_nothing_is_left_for_later() -> None:
    assert _modules_with(UNFINISHED) == []


def _modules_with(text: re.Pattern[str]) -> list[str]:
    return [str(path) for path in trees() if text.search((PACKAGE / path).read_text(encoding="utf-8"))]
