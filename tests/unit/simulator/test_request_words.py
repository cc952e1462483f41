"""A trainer reads when a fault strikes and what the pump says, and the protocol's name stands in brackets."""

from __future__ import annotations

from programmer.simulator.fault_forms import fault_kinds


def test_every_request_and_refusal_on_the_form_is_said_in_words_with_its_name_in_brackets() -> None:
    found = [
        (key, words)
        for kind in fault_kinds()
        for option in kind.options
        if option.key in {"opcode", "status"}
        for key, words in option.choices
        if key
    ]
    assert ("COMMIT", "when a program is committed (COMMIT)") in found
    assert all(words.endswith(f" ({key})") and words[0].islower() for key, words in found)


def test_a_refusal_begins_with_the_plain_one() -> None:
    (refuse,) = [kind for kind in fault_kinds() if kind.key == "refuse"]
    (status,) = [option for option in refuse.options if option.key == "status"]
    assert status.choices[0][0] == "REFUSED"


def test_the_pause_between_pieces_is_not_called_late() -> None:
    (split,) = [kind for kind in fault_kinds() if kind.key == "split"]
    assert "Pause between the pieces" in [option.label for option in split.options]


def test_a_field_that_may_stay_empty_says_what_that_means_and_one_that_is_needed_does_not() -> None:
    typed = {
        (kind.key, option.key): option for kind in fault_kinds() for option in kind.options if option.like
    }
    assert all(option.needed != bool(option.without) for option in typed.values())
    assert typed["merge", "delay"].without == "700 ms"
    assert typed["split", "at_byte"].without == "8 bytes"
    assert typed["disconnect", "at_byte"].label == "After how many bytes"
