"""A pairing code is read as it was shown, however it is typed, and a slip of the finger is found."""

from __future__ import annotations

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.pairing_code import MistypedCode, PairingCode

LETTERS = string.ascii_uppercase + "234567"
SECRET = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
SHOWN = "AAAQE-AYEAU-DAOCA-JBIFQ-YDIOB-6PRD3"
secrets = st.binary(min_size=16, max_size=16)


def by_hand(secret: bytes) -> str:
    """Spell secret and check bit by bit, five to a letter."""
    check = hashlib.sha256(b"ITP/1 code check" + secret).digest()
    bits = "".join(f"{byte:08b}" for byte in secret + check)[:150]
    letters = [LETTERS[int(bits[at : at + 5], 2)] for at in range(0, 150, 5)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, 30, 5))


def test_a_known_secret_is_shown_as_ever() -> None:
    assert PairingCode(SECRET).shown() == SHOWN


@given(secrets)
def test_a_code_is_shown_in_six_groups_of_five(secret: bytes) -> None:
    assert PairingCode(secret).shown() == by_hand(secret)


@given(secrets, st.data())
def test_a_code_is_read_in_any_case_and_with_any_gaps(secret: bytes, data: st.DataObject) -> None:
    gaps = st.text(" -\t\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212", max_size=2)
    letters = by_hand(secret).replace("-", "")
    typed = "".join(
        data.draw(gaps) + data.draw(st.sampled_from([letter, letter.lower()])) for letter in letters
    )
    assert PairingCode.read(typed + data.draw(gaps)) == PairingCode(secret)


@pytest.mark.parametrize("at", range(30))
def test_any_letter_in_place_of_another_is_found(at: int) -> None:
    letters = SHOWN.replace("-", "")
    for other in LETTERS.replace(letters[at], ""):
        with pytest.raises(MistypedCode, match="is wrong"):
            PairingCode.read(letters[:at] + other + letters[at + 1 :])


@pytest.mark.parametrize("at", range(29))
def test_two_letters_that_changed_places_are_found(at: int) -> None:
    letters = SHOWN.replace("-", "")
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if swapped == letters:
        assert PairingCode.read(swapped).secret == SECRET
    else:
        with pytest.raises(MistypedCode, match="is wrong"):
            PairingCode.read(swapped)


@given(st.text(LETTERS, min_size=30, max_size=30))
def test_thirty_letters_at_random_are_no_code(letters: str) -> None:
    with pytest.raises(MistypedCode, match="is wrong"):
        PairingCode.read(letters)


@pytest.mark.parametrize("length", [0, 1, 5, 24, 29, 31, 32, 60])
def test_a_code_has_thirty_letters(length: int) -> None:
    with pytest.raises(MistypedCode, match=f"30 letters and digits, not {length}"):
        PairingCode.read((2 * SHOWN.replace("-", ""))[:length])


@pytest.mark.parametrize(
    "wrong", ["0", "1", "8", "9", "=", "+", "/", ".", "_", "ß", "ſ", "ı", "Ａ", "٣", "\0"]
)
def test_a_letter_that_no_code_has_is_refused(wrong: str) -> None:
    with pytest.raises(MistypedCode, match="A to Z and the digits 2 to 7 only"):
        PairingCode.read(wrong + SHOWN[1:])


@given(st.text())
def test_whatever_is_typed_is_a_code_or_mistyped(text: str) -> None:
    with pytest.raises(MistypedCode):
        PairingCode.read(text)


def test_what_is_said_of_a_mistyped_code_holds_none_of_it() -> None:
    for typed in ("7" + SHOWN[1:], SHOWN[:-1], SHOWN[:-1] + "!"):
        with pytest.raises(MistypedCode) as caught:
            PairingCode.read(typed)
        assert SHOWN[:5] not in str(caught.value)
        assert SHOWN[6:11] not in str(caught.value)


def test_a_mistyped_code_is_a_wrong_value() -> None:
    assert issubclass(MistypedCode, ValueError)


@given(secrets)
def test_both_sides_derive_the_same_32_bytes(secret: bytes) -> None:
    psk = PairingCode.read(PairingCode(secret).shown()).psk()
    assert psk == hashlib.sha256(b"ITP/1 pairing" + secret).digest()
    assert len(psk) == 32


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_secret_of_another_length_is_a_bug_of_the_caller(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        PairingCode(bytes(length))


def test_a_code_that_is_logged_shows_nothing() -> None:
    code = PairingCode(SECRET)
    assert repr(code) == str(code) == "PairingCode()"
