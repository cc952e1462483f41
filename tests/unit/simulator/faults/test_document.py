"""docs/faults.md lists every fault with the options it takes, and its examples are read."""

from __future__ import annotations

import re
import tomllib

import pytest

from programmer.simulator.faults.kinds import OPTIONS_OF, FaultKind, WriteStep
from programmer.simulator.faults.reading import read_fault
from tests.support.requirements import REPOSITORY

PAGE = (REPOSITORY / "docs" / "faults.md").read_text(encoding="utf-8")
EVERYWHERE = {"opcode", "times", "chance"}
OF_A_STEP = {"chunk"}  # told in the paragraph on steps


@pytest.mark.parametrize("kind", FaultKind)
def test_the_page_names_the_options_of_a_fault(kind: FaultKind) -> None:
    (row,) = re.findall(rf"^\| `{kind}` \|[^|]*\|([^|]*)\|", PAGE, re.MULTILINE)
    named = set(re.findall(r"`([a-z_]+)`", row.split("; no ")[0]))
    assert named - EVERYWHERE == OPTIONS_OF[kind] - EVERYWHERE - OF_A_STEP


def test_the_page_names_every_step_of_a_write() -> None:
    assert [step for step in WriteStep if f"`{step}`" not in PAGE] == []


def test_the_examples_are_read() -> None:
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert examples
    for example in examples:
        read_fault(tomllib.loads(example))
