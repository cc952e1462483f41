"""A handshake ends with keys only where both ends know what they should, and heard what the other said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.randomness import SeededRandomness
from programmer.telemetry.noise.cipher import MAX_MESSAGE, NoiseFailure
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.symmetric import SymmetricState
from tests.unit.telemetry.noise.both_ends import (
    PROGRAMMER,
    PROLOGUE,
    PSK,
    PUMP,
    STRANGER,
    carry_on,
    initiator,
    responder,
    until,
)

OVERHEAD = {Pattern.KK: [48, 48], Pattern.XXPSK3: [48, 96, 64]}
EVERY_MESSAGE = [(pattern, number) for pattern, sizes in OVERHEAD.items() for number in range(len(sizes))]
every_pattern = pytest.mark.parametrize("pattern", Pattern)
every_message = pytest.mark.parametrize(("pattern", "number"), EVERY_MESSAGE)


# ---- where all is well ----------------------------------------------------------------------------------


@every_pattern
def test_both_ends_come_to_the_same_keys_and_know_each_other(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    carry_on(ours, pumps)
    assert ours.finished
    assert pumps.finished
    assert ours.hash == pumps.hash
    assert ours.remote_static == PUMP.public
    assert pumps.remote_static == PROGRAMMER.public
    sealed = ours.split().to_responder.seal(3, b"header", b"stop")
    assert pumps.split().to_responder.open(3, b"header", sealed) == b"stop"
    sealed = pumps.split().to_initiator.seal(3, b"header", b"stopped")
    assert ours.split().to_initiator.open(3, b"header", sealed) == b"stopped"


@every_pattern
def test_each_message_is_as_long_as_the_table_says(pattern: Pattern) -> None:
    assert [len(message) for message in carry_on(initiator(pattern), responder(pattern))] == OVERHEAD[pattern]
    longer = carry_on(initiator(pattern), responder(pattern), (b"12345",) * 3)
    assert [len(message) - 5 for message in longer] == OVERHEAD[pattern]


@every_pattern
def test_no_payload_and_no_key_that_is_not_sent_in_clear_can_be_seen_on_the_line(pattern: Pattern) -> None:
    said = (b"said first, in secret", b"said second, in secret", b"said third, in secret")
    line = b"".join(carry_on(initiator(pattern), responder(pattern), said))
    hidden = (*said, PROGRAMMER.public, PUMP.public, PROGRAMMER.private, PUMP.private, PSK)
    assert [secret for secret in hidden if secret in line] == []


@every_pattern
def test_the_two_directions_have_keys_of_their_own(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    carry_on(ours, pumps)
    sealed = ours.split().to_responder.seal(1, b"", b"what the programmer said")
    with pytest.raises(NoiseFailure):
        ours.split().to_initiator.open(1, b"", sealed)
    with pytest.raises(NoiseFailure):
        pumps.split().to_initiator.open(1, b"", sealed)


@every_pattern
def test_each_handshake_of_the_same_two_gives_other_keys(pattern: Pattern) -> None:
    chance, pumps_chance = SeededRandomness(11), SeededRandomness(12)
    earlier, later = (
        (initiator(pattern, randomness=chance), responder(pattern, randomness=pumps_chance)) for _ in range(2)
    )
    first, second = carry_on(*earlier), carry_on(*later)
    assert not set(first) & set(second)
    assert earlier[0].hash != later[0].hash
    sealed = earlier[0].split().to_responder.seal(0, b"", b"stop")
    with pytest.raises(NoiseFailure):
        later[1].split().to_responder.open(0, b"", sealed)


@every_pattern
@pytest.mark.parametrize("fresh", ["programmer", "pump"])
def test_one_fresh_end_is_enough_for_other_keys(pattern: Pattern, fresh: str) -> None:
    earlier = initiator(pattern), responder(pattern)
    chance = SeededRandomness(77)
    later = (
        initiator(pattern, randomness=chance if fresh == "programmer" else None),
        responder(pattern, randomness=chance if fresh == "pump" else None),
    )
    carry_on(*earlier)
    carry_on(*later)
    sealed = earlier[0].split().to_responder.seal(0, b"", b"stop")
    with pytest.raises(NoiseFailure):
        later[0].split().to_responder.open(0, b"", sealed)


# ---- changed on the way ---------------------------------------------------------------------------------


@settings(max_examples=400)
@given(st.sampled_from(EVERY_MESSAGE), st.binary(max_size=100), st.data())
def test_any_flipped_bit_ends_the_handshake(
    message_of: tuple[Pattern, int], payload: bytes, data: st.DataObject
) -> None:
    pattern, number = message_of
    message, reader = until(number, initiator(pattern), responder(pattern), payload)
    bit = data.draw(st.integers(0, 8 * len(message) - 1))
    changed = bytearray(message)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoiseFailure):
        reader.read(bytes(changed))
    assert not reader.finished


@settings(max_examples=300)
@given(st.sampled_from(EVERY_MESSAGE), st.binary(max_size=100), st.data())
def test_what_is_cut_short_or_made_longer_ends_the_handshake(
    message_of: tuple[Pattern, int], payload: bytes, data: st.DataObject
) -> None:
    pattern, number = message_of
    whole, _ = until(number, initiator(pattern), responder(pattern), payload)
    kept = data.draw(st.integers(0, len(whole) - 1))
    more = data.draw(st.binary(min_size=1, max_size=40))
    for wrong in (whole[:kept], whole[len(whole) - kept :], whole + more, more + whole):
        message, reader = until(number, initiator(pattern), responder(pattern), payload)
        assert message == whole
        with pytest.raises(NoiseFailure):
            reader.read(wrong)


@every_message
def test_every_length_but_the_right_one_is_refused(pattern: Pattern, number: int) -> None:
    message, _ = until(number, initiator(pattern), responder(pattern))
    for length in range(OVERHEAD[pattern][number]):
        _, reader = until(number, initiator(pattern), responder(pattern))
        with pytest.raises(NoiseFailure, match="is not the one that was due"):
            reader.read(message[:length])
    _, reader = until(number, initiator(pattern), responder(pattern))
    with pytest.raises(NoiseFailure, match="is not the one that was due"):
        reader.read(message.ljust(MAX_MESSAGE + 1, b"\0"))


@given(st.sampled_from(EVERY_MESSAGE), st.binary(max_size=300))
def test_no_bytes_that_anyone_makes_up_are_believed(message_of: tuple[Pattern, int], made_up: bytes) -> None:
    pattern, number = message_of
    _, reader = until(number, initiator(pattern), responder(pattern))
    with pytest.raises(NoiseFailure):
        reader.read(made_up)


# ---- other keys, other words ----------------------------------------------------------------------------


@every_pattern
def test_another_prologue_is_found_at_the_first_message(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern, prologue=PROLOGUE + b"!")
    with pytest.raises(NoiseFailure):
        pumps.read(ours.write())


@given(st.sampled_from(Pattern), st.binary(max_size=80), st.binary(max_size=80))
def test_prologues_agree_to_the_last_byte_or_nothing_opens(
    pattern: Pattern, one: bytes, other: bytes
) -> None:
    pumps = responder(pattern, prologue=other)
    message = initiator(pattern, prologue=one).write(b"payload")
    if one == other:
        assert pumps.read(message) == b"payload"
    else:
        with pytest.raises(NoiseFailure):
            pumps.read(message)


def test_a_wrong_code_is_found_at_the_third_message() -> None:
    ours, pumps = initiator(Pattern.XXPSK3, psk=bytes(32)), responder(Pattern.XXPSK3)
    pumps.read(ours.write())
    ours.read(pumps.write())
    with pytest.raises(NoiseFailure):
        pumps.read(ours.write())
    with pytest.raises(RuntimeError, match="not known"):
        _ = pumps.remote_static
    with pytest.raises(RuntimeError, match="not finished"):
        pumps.split()


def test_who_answers_a_pairing_without_the_code_can_seal_nothing_afterwards() -> None:
    """Until it has heard a sealed message, the initiator cannot know: it has finished, and to a stranger."""
    ours, strangers = initiator(Pattern.XXPSK3), responder(Pattern.XXPSK3, static=STRANGER, psk=bytes(32))
    strangers.read(ours.write())
    ours.read(strangers.write())
    third = ours.write()
    assert ours.finished
    assert ours.remote_static == STRANGER.public
    with pytest.raises(NoiseFailure):
        strangers.read(third)
    with pytest.raises(RuntimeError):
        strangers.split()


def test_a_stranger_opens_no_session_with_a_pump() -> None:
    with pytest.raises(NoiseFailure):
        responder(Pattern.KK).read(initiator(Pattern.KK, static=STRANGER).write())


def test_what_is_meant_for_another_pump_opens_nothing_here() -> None:
    with pytest.raises(NoiseFailure):
        responder(Pattern.KK).read(initiator(Pattern.KK, remote=STRANGER.public).write())


def test_a_stranger_cannot_answer_for_the_pump() -> None:
    ours = initiator(Pattern.KK)
    ours.write()
    strangers = responder(Pattern.KK, static=STRANGER)
    strangers.read(initiator(Pattern.KK, remote=STRANGER.public).write())
    with pytest.raises(NoiseFailure):
        ours.read(strangers.write())


def test_a_pairing_and_a_session_are_not_taken_for_each_other() -> None:
    with pytest.raises(NoiseFailure):
        responder(Pattern.KK).read(initiator(Pattern.XXPSK3).write())
    with pytest.raises(NoiseFailure):
        responder(Pattern.XXPSK3).read(initiator(Pattern.KK).write())


def test_an_answer_made_of_zeros_only_pairs_nobody() -> None:
    """Without keys of its own, somebody sends points of small order, so that every secret is zero to both."""
    ours = initiator(Pattern.XXPSK3)
    first, zeros = ours.write(), bytes(32)
    theirs = SymmetricState(Pattern.XXPSK3.value, PROLOGUE)
    for ephemeral in (first[:32], zeros):
        theirs.mix_hash(ephemeral)
        theirs.mix_key(ephemeral)
        if ephemeral == first[:32]:
            assert theirs.open(first[32:]) == b""
    theirs.mix_key(zeros)
    static = theirs.seal(zeros)
    theirs.mix_key(zeros)
    with pytest.raises(NoiseFailure, match="gives no secret"):
        ours.read(zeros + static + theirs.seal(b""))


# ---- heard before ---------------------------------------------------------------------------------------


@every_message
def test_a_message_of_an_earlier_handshake_is_refused(pattern: Pattern, number: int) -> None:
    earlier, _ = until(number, initiator(pattern), responder(pattern))
    later = (
        initiator(pattern, prologue=b"said later", randomness=SeededRandomness(21)),
        responder(pattern, prologue=b"said later", randomness=SeededRandomness(22)),
    )
    _, reader = until(number, *later)
    with pytest.raises(NoiseFailure):
        reader.read(earlier)


def test_who_repeats_a_first_message_cannot_follow_the_session_that_it_opens() -> None:
    """Without something fresh in the prologue the repetition is believed; its keys are out of reach."""
    ours, pumps = initiator(Pattern.KK), responder(Pattern.KK)
    repeated, answered = carry_on(ours, pumps)
    again = responder(Pattern.KK, randomness=SeededRandomness(33))
    again.read(repeated)
    assert again.write() != answered
    with pytest.raises(NoiseFailure):
        again.split().to_responder.open(0, b"", ours.split().to_responder.seal(0, b"", b"stop"))


@every_pattern
def test_ones_own_message_sent_back_is_refused(pattern: Pattern) -> None:
    ours = initiator(pattern)
    message = ours.write()
    with pytest.raises(NoiseFailure):
        ours.read(message)


# ---- in turn --------------------------------------------------------------------------------------------


@every_pattern
def test_a_message_out_of_turn_is_refused_and_changes_nothing(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    with pytest.raises(NoiseFailure, match="no message was due"):
        ours.read(bytes(48))
    messages = carry_on(ours, pumps)
    for end in (ours, pumps):
        with pytest.raises(NoiseFailure, match="no message was due"):
            end.read(messages[-1])
        assert end.finished
    assert ours.hash == pumps.hash


@every_pattern
def test_to_write_out_of_turn_is_a_bug_of_the_caller(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    with pytest.raises(RuntimeError, match="turn"):
        pumps.write()
    message = ours.write()
    with pytest.raises(RuntimeError, match="turn"):
        ours.write()
    pumps.read(message)
    carry_on(pumps, ours)
    for end in (ours, pumps):
        with pytest.raises(RuntimeError, match="turn"):
            end.write()


@every_message
def test_after_a_failure_not_even_the_right_message_is_believed(pattern: Pattern, number: int) -> None:
    message, reader = until(number, initiator(pattern), responder(pattern))
    with pytest.raises(NoiseFailure):
        reader.read(message[:-1] + bytes([message[-1] ^ 1]))
    with pytest.raises(NoiseFailure, match="no message was due"):
        reader.read(message)
    with pytest.raises(RuntimeError, match="turn"):
        reader.write()
    with pytest.raises(RuntimeError, match="not finished"):
        reader.split()


@every_pattern
def test_there_are_no_keys_before_the_end(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    writer, reader = ours, pumps
    while not reader.finished:
        for end in (writer, reader):
            if not end.finished:
                with pytest.raises(RuntimeError, match="not finished"):
                    end.split()
                with pytest.raises(RuntimeError, match="not finished"):
                    _ = end.hash
        reader.read(writer.write())
        writer, reader = reader, writer
    assert ours.finished
    assert pumps.finished


def test_a_key_is_known_once_it_was_told() -> None:
    ours, pumps = initiator(Pattern.XXPSK3), responder(Pattern.XXPSK3)
    for end in (ours, pumps):
        with pytest.raises(RuntimeError, match="not known"):
            _ = end.remote_static
    pumps.read(ours.write())
    ours.read(pumps.write())
    assert ours.remote_static == PUMP.public
    pumps.read(ours.write())
    assert pumps.remote_static == PROGRAMMER.public
    assert initiator(Pattern.KK).remote_static == PUMP.public


# ---- bugs of the caller ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "remote_static", "psk"),
    [
        (Pattern.KK, None, None),
        (Pattern.KK, None, PSK),
        (Pattern.KK, PUMP.public, PSK),
        (Pattern.KK, bytes(31), None),
        (Pattern.KK, bytes(33), None),
        (Pattern.XXPSK3, None, None),
        (Pattern.XXPSK3, PUMP.public, None),
        (Pattern.XXPSK3, PUMP.public, PSK),
        (Pattern.XXPSK3, None, b""),
        (Pattern.XXPSK3, None, bytes(31)),
        (Pattern.XXPSK3, None, bytes(33)),
    ],
)
def test_a_handshake_begins_with_exactly_what_its_pattern_knows(
    pattern: Pattern, remote_static: bytes | None, psk: bytes | None
) -> None:
    with pytest.raises(ValueError, match=r"begins with|has 32 bytes"):
        Handshake(
            pattern, True, PROLOGUE, PROGRAMMER, SeededRandomness(1), remote_static=remote_static, psk=psk
        )


@every_message
def test_a_payload_fills_a_message_and_no_more(pattern: Pattern, number: int) -> None:
    room = MAX_MESSAGE - OVERHEAD[pattern][number]
    longest, reader = until(number, initiator(pattern), responder(pattern), bytes(room))
    assert len(longest) == MAX_MESSAGE
    assert reader.read(longest) == bytes(room)
    with pytest.raises(ValueError, match="does not fit"):
        until(number, initiator(pattern), responder(pattern), bytes(room + 1))


def test_a_payload_too_long_leaves_the_turn_as_it_was() -> None:
    ours, pumps = initiator(Pattern.KK), responder(Pattern.KK)
    with pytest.raises(ValueError):
        ours.write(bytes(MAX_MESSAGE))
    carry_on(ours, pumps)
    assert ours.hash == pumps.hash


def test_a_known_key_without_a_secret_ends_the_handshake() -> None:
    ours = initiator(Pattern.KK, remote=bytes(32))
    with pytest.raises(NoiseFailure, match="gives no secret"):
        ours.write()
    with pytest.raises(RuntimeError, match="turn"):
        ours.write()


@every_pattern
def test_nothing_shows_a_secret(pattern: Pattern) -> None:
    ours, pumps = initiator(pattern), responder(pattern)
    carry_on(ours, pumps)
    shown = " ".join(
        f"{thing!r} {thing!s}" for thing in (ours, pumps, ours.split(), ours.split().to_responder)
    )
    secrets = (PROGRAMMER.private, PUMP.private, PSK, SeededRandomness(1).token_bytes(32))
    for secret in secrets:
        assert repr(secret) not in shown
        assert secret.hex() not in shown
    assert "b'" not in shown
    assert 'b"' not in shown
