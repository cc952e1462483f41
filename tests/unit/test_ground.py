"""What every room stands on: the time, chance, settings, and errors a person can act on."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime

import pytest

from programmer.clock import MICROSECONDS, ManualClock, SystemClock
from programmer.known_error import (
    ExitCode,
    KnownError,
    LinkTrouble,
    OutcomeUncertain,
    RefusedError,
    UsageError,
)
from programmer.randomness import SeededRandomness, SystemRandomness
from programmer.settings import THEMES, Settings, sentence_for


@pytest.mark.requirement("OPCA-R6.6.0-8")
def test_the_machine_s_clock_is_told_in_microseconds() -> None:
    clock = SystemClock()
    now = datetime.now(UTC).timestamp() * MICROSECONDS
    assert abs(clock.utc_us() - now) < 60 * MICROSECONDS
    assert abs(clock.local_offset_us()) <= 14 * 3600 * MICROSECONDS
    before = clock.monotonic_us()
    clock.wait_us(-1)
    clock.wait_us(1_000)
    assert clock.monotonic_us() - before >= 1_000


def test_a_manual_clock_moves_only_when_told_and_never_back() -> None:
    clock = ManualClock(utc_us=5)
    assert (clock.utc_us(), clock.monotonic_us(), clock.local_offset_us()) == (5, 0, 0)
    clock.wait_us(7)
    clock.wait_us(-3)
    assert (clock.utc_us(), clock.monotonic_us()) == (12, 7)


def test_chance_from_one_seed_is_the_same_and_from_another_is_not() -> None:
    first, same, other = SeededRandomness(1), SeededRandomness(1), SeededRandomness(2)
    drawn = first.token_bytes(16)
    assert drawn == same.token_bytes(16) != other.token_bytes(16)
    assert first.token_bytes(16) != drawn


def test_the_machine_s_chance_does_not_repeat_itself() -> None:
    drawn = {SystemRandomness().token_bytes(16) for _ in range(1000)}
    assert len(drawn) == 1000
    assert {len(token) for token in drawn} == {16}


@pytest.mark.requirement("OPCA-R6.5.0-4")
def test_an_error_says_what_why_and_what_next() -> None:
    error = KnownError("The link broke", "The port is gone", "Connect again")
    assert (error.what, error.why, error.remedy) == ("The link broke", "The port is gone", "Connect again")
    assert str(error) == "The link broke. The port is gone. Connect again."


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (KnownError, ExitCode.REFUSED),
        (UsageError, ExitCode.USAGE),
        (RefusedError, ExitCode.REFUSED),
        (LinkTrouble, ExitCode.LINK_TROUBLE),
        (OutcomeUncertain, ExitCode.UNCERTAIN),
    ],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[KnownError], code: ExitCode) -> None:
    assert kind("a", "b", "c").exit_code is code


def test_the_exit_codes_are_promised() -> None:
    assert [(code.name, code.value) for code in ExitCode] == [
        ("DONE", 0),
        ("BUG", 1),
        ("USAGE", 2),
        ("REFUSED", 3),
        ("LINK_TROUBLE", 4),
        ("UNCERTAIN", 5),
        ("NOT_AS_MEANT", 6),
    ]


def test_every_setting_is_explained_in_a_sentence() -> None:
    for option in fields(Settings):
        assert sentence_for(option.name).endswith(".")
    with pytest.raises(KeyError):
        sentence_for("colour")


def test_settings_are_checked_and_frozen() -> None:
    for theme in THEMES:
        assert Settings(theme=theme).theme == theme
    with pytest.raises(ValueError, match="theme is one of light, dark"):
        Settings(theme="pink")
    with pytest.raises(FrozenInstanceError):
        Settings().actor = "somebody"  # type: ignore[misc]
