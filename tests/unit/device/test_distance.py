"""What the tests measure codes by: bytes and twin bytes that are too far apart to be mistaken."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.support.distance import DISTANT_BYTES, hamming_distance, twin_byte


def test_distance_counts_the_bits_that_differ() -> None:
    assert hamming_distance(0b1011, 0b0110) == 3
    assert hamming_distance(0x1E1E, 0x1E1E) == 0


def test_the_distant_bytes_are_four_bits_apart_from_each_other_and_from_an_erased_or_stuck_cell() -> None:
    for first, second in combinations((0x00, 0xFF, *DISTANT_BYTES), 2):
        assert hamming_distance(first, second) >= 4


def test_codes_made_of_a_byte_of_even_parity_sent_twice_are_four_bits_apart() -> None:
    codes = [twin_byte(code) for code in range(1, 0xFF) if code.bit_count() % 2 == 0]
    assert len(codes) == 126
    assert codes[0] == 0x0303
    assert all(hamming_distance(first, second) >= 4 for first, second in combinations(codes, 2))


@pytest.mark.parametrize("code", [0, 0xFF, 0x100, 1, 0x0E, -3])
def test_a_twin_code_is_made_of_no_other_byte(code: int) -> None:
    with pytest.raises(ValueError, match=r"^a twin code needs one byte of even parity, not "):
        twin_byte(code)
