"""What is written can be read in one way only: leading zero, no trailing zero, ``mcg``, and ≈ where not exact."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy import notation
from programmer.therapy.quantities import (
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
    SecondsOfDay,
)

NBSP = "\u00a0"
# The reader takes twelve digits before the point: 999,999,999,999 mg, a thousand tonnes of drug.
readable = st.integers(0, 10**7) | st.integers(0, 10**18 - 1)
plain = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


@pytest.mark.parametrize(
    ("nanograms", "text"),
    [
        (0, "0 mcg per day"),
        (1, "0.001 mcg per day"),
        (500, "0.5 mcg per day"),
        (90_000, "90 mcg per day"),
        (402_000, "402 mcg per day"),
        (999_999, "999.999 mcg per day"),
        (1_000_000, "1,000 mcg per day"),
        (9_999_999, "9,999.999 mcg per day"),
        (10_000_000, "10 mg per day"),
        (10_000_001, "10.000001 mg per day"),
        (12_500_000, "12.5 mg per day"),
        (1_234_500_000_000, "1,234,500 mg per day"),
    ],
)
def test_a_dose_is_written_for_people(nanograms: int, text: str) -> None:
    assert notation.dose_rate_text(NanogramsPerDay(nanograms)) == text.replace(" m", f"{NBSP}m", 1)


@pytest.mark.parametrize(
    ("nanograms", "word"),
    [
        (0, "0 mcg/day"),
        (500, "0.5 mcg/day"),
        (1_000_000, "1000 mcg/day"),
        (9_999_999, "9999.999 mcg/day"),
        (10_000_000, "10 mg/day"),
        (1_234_500_000_000, "1234500 mg/day"),
    ],
)
def test_a_dose_in_a_file_has_no_comma_and_no_hard_space(nanograms: int, word: str) -> None:
    assert notation.dose_word(NanogramsPerDay(nanograms)) == word


@given(readable)
def test_a_dose_in_a_file_reads_back_as_itself(nanograms: int) -> None:
    dose = NanogramsPerDay(nanograms)
    word = notation.dose_word(dose)
    assert notation.read_dose_per_day(word) == dose
    assert plain.fullmatch(word.split()[0])


@given(readable.filter(bool))
def test_a_concentration_in_a_file_reads_back_as_itself(value: int) -> None:
    concentration = NanogramsPerMillilitre(value)
    assert notation.read_concentration(notation.concentration_word(concentration)) == concentration


@given(readable)
def test_a_dose_on_a_screen_is_exact_to_the_nanogram(nanograms: int) -> None:
    text = notation.dose_rate_text(NanogramsPerDay(nanograms))
    assert not text.startswith("≈")
    assert notation.read_dose_per_day(text.replace(",", "")).value == nanograms
    digits = text.split(NBSP)[0]
    assert plain.fullmatch(digits.replace(",", ""))
    assert re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?", digits)


@given(st.fractions(), st.booleans(), st.integers(1, 12), st.none() | st.integers(0, 12))
def test_no_number_is_ever_written_with_an_exponent(
    value: Fraction, grouped: bool, digits: int, places: int | None
) -> None:
    text = notation.decimal_text(value, grouped=grouped, digits=digits, places=places)
    bare = text.removeprefix(notation.APPROXIMATELY).removeprefix("-").replace(",", "")
    assert plain.fullmatch(bare)


@given(st.fractions(min_value=0, max_value=10**9), st.none() | st.integers(0, 12))
def test_the_sign_for_approximately_stands_where_the_text_is_not_exact_and_only_there(
    value: Fraction, places: int | None
) -> None:
    text = notation.decimal_text(value, places=places)
    written = Fraction(text.removeprefix(notation.APPROXIMATELY).replace(",", ""))
    assert text.startswith(notation.APPROXIMATELY) == (written != value)


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**6))
def test_nine_significant_digits_are_kept(value: Fraction) -> None:
    written = Fraction(notation.decimal_text(value, grouped=False))
    assert abs(written - value) <= value / 10**8 / 2


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 3), None, "≈ 0.333333333"),
        (Fraction(24_250, 3), None, "≈ 8,083.33333"),
        (Fraction(1, 300), None, "≈ 0.00333333333"),
        (Fraction(2, 3), 1, "≈ 0.7"),
        (Fraction(5, 4), 1, "≈ 1.2"),
        (Fraction(3, 2), 1, "1.5"),
        (Fraction(2), 3, "2"),
        (Fraction(-1, 3), 2, "≈ -0.33"),
        (Fraction(1, 8), None, "0.125"),
        (Fraction(1, 2**12), None, "0.000244140625"),
        (Fraction(1, 2**13), None, "≈ 0.000122070312"),
        (100, None, "100"),
        (1_000_000, None, "1,000,000"),
    ],
)
def test_a_number_on_a_screen(value: Fraction | int, places: int | None, text: str) -> None:
    assert notation.decimal_text(value, places=places) == text.replace("≈ ", "≈\u00a0")


def test_a_file_never_holds_the_sign_for_approximately() -> None:
    assert notation.decimal_text(Fraction(1, 3), grouped=False) == "0.333333333"
    assert notation.dose_word(Fraction(1_000, 3)) == "0.333333333 mcg/day"


def test_volumes_flows_and_shares_have_their_units() -> None:
    assert notation.volume_text(Nanolitres(20_000_000)) == f"20{NBSP}mL"
    assert notation.volume_text(Fraction(18_840_000), places=1) == f"≈{NBSP}18.8{NBSP}mL"
    assert notation.volume_word(Nanolitres(18_840_000)) == "18.84 mL"
    assert notation.flow_text(NanolitresPerDay(Fraction(804_000))) == f"0.804{NBSP}mL per day"
    assert notation.flow_text(NanolitresPerDay(Fraction(1_000_000, 3))) == f"≈{NBSP}0.333333{NBSP}mL per day"
    assert notation.flow_word(NanolitresPerDay(Fraction(180_000))) == "0.18 mL/day"
    assert notation.mass_text(402_000) == f"402{NBSP}mcg"
    assert notation.mass_word(12_500_000) == "12.5 mg"
    assert notation.concentration_text(NanogramsPerMillilitre(2_000_000)) == f"2,000{NBSP}mcg/mL"
    assert notation.concentration_text(NanogramsPerMillilitre(25_000_000)) == f"25{NBSP}mg/mL"
    assert notation.percent_text(Fraction(149, 10)) == f"14.9{NBSP}%"
    assert notation.percent_text(Fraction(100, 3)) == f"33.3{NBSP}%"


@pytest.mark.parametrize(("second", "text"), [(0, "00:00"), (25_200, "07:00"), (86_399, "23:59:59")])
def test_a_time_of_day_shows_seconds_only_where_there_are_any(second: int, text: str) -> None:
    assert notation.time_of_day_text(SecondsOfDay(second)) == text


@given(st.integers(0, 1439))
def test_a_time_of_day_reads_back_as_itself(minute: int) -> None:
    at = SecondsOfDay(minute * 60)
    assert notation.read_time_of_day(notation.time_of_day_text(at)) == at


@pytest.mark.requirement("IT-4")
@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (45, "45 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (900, "15 min"),
        (3_600, "1 h 0 min"),
        (3_605, "1 h 0 min 5 s"),
        (14_400, "4 h 0 min"),
        (16_200, "4 h 30 min"),
        (3_600_000, "1,000 h 0 min"),
    ],
)
def test_a_duration_never_tells_hours_without_their_minutes(seconds: int, text: str) -> None:
    assert notation.duration_text(Seconds(seconds)) == text.replace(" ", NBSP)
    assert notation.duration_word(Seconds(seconds)) == text.replace(",", "")


@given(st.integers(0, 3_599_999_999_999_999))
def test_a_duration_in_a_file_reads_back_as_itself(seconds: int) -> None:
    assert notation.read_duration(notation.duration_word(Seconds(seconds))) == Seconds(seconds)


@given(readable)
def test_a_mass_in_a_file_and_on_a_screen_reads_back_as_itself(nanograms: int) -> None:
    assert notation.read_mass(notation.mass_word(nanograms)).value == nanograms
    assert notation.read_mass(notation.mass_text(nanograms).replace(",", "")).value == nanograms


@given(readable)
def test_a_volume_reads_back_as_itself(nanolitres: int) -> None:
    volume = Nanolitres(nanolitres)
    assert notation.read_volume(notation.volume_word(volume)) == volume
    assert notation.read_volume(notation.volume_text(volume).replace(",", "")) == volume
    assert notation.read_volume_per_length(notation.volume_per_length_word(volume)) == volume
    assert notation.read_volume_per_length(notation.volume_per_length_text(volume).replace(",", "")) == volume


@given(readable)
def test_a_flow_reads_back_as_itself_in_either_time_base(nanolitres: int) -> None:
    daily = NanolitresPerDay(Fraction(nanolitres))
    assert notation.read_flow(notation.flow_word(daily)) == daily
    hourly = NanolitresPerDay(Fraction(nanolitres * 24))
    assert notation.read_flow(notation.hourly_flow_word(hourly)) == hourly
    assert notation.read_flow(notation.hourly_flow_text(hourly, digits=30).replace(",", "")) == hourly


@given(st.integers(0, 10**9))
def test_a_length_of_catheter_reads_back_as_itself(millimetres: int) -> None:
    assert notation.read_length(notation.length_word(millimetres)) == millimetres
    assert notation.read_length(notation.length_text(millimetres).replace(",", "")) == millimetres


@given(st.integers(0, 10**12))
def test_a_share_in_a_file_reads_back_as_itself(thousandths: int) -> None:
    share = Fraction(thousandths, 1000)
    assert notation.read_percent(notation.percent_word(share)) == share


@given(st.integers(-(10**30), 10**30), st.integers(0, 60), st.integers(0, 60))
def test_a_number_that_ends_is_exact_however_long_it_is(top: int, twos: int, fives: int) -> None:
    value = Fraction(top, 2**twos * 5**fives)
    assert Fraction(notation.number_word(value)) == value


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9))
def test_a_number_that_does_not_end_has_twelve_digits(value: Fraction) -> None:
    assert abs(Fraction(notation.number_word(value)) - value) <= value / 10**11 / 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(37_000_000_000_001, 7_000_000_000_000), "5.28571428571"),
        (Fraction(52_429_478, 10**7) - Fraction(1, 3 * 10**14), "5.24294780000"),
        (2 + Fraction(1, 3 * 10**15), "2.00000000000"),
        (-2 - Fraction(1, 3 * 10**15), "-2.00000000000"),
        (Fraction(1, 10) + Fraction(1, 3 * 10**16), "0.100000000000"),
        (1_500_000 + Fraction(1, 3 * 10**9), "1500000.00000"),
    ],
)
def test_what_does_not_end_keeps_its_zeros_and_never_looks_exact(value: Fraction, text: str) -> None:
    assert notation.number_word(value) == text


def test_quantities_of_a_calculation_have_their_units() -> None:
    assert notation.hourly_flow_text(NanolitresPerDay(Fraction(24_000_000))) == f"1{NBSP}mL per hour"
    assert (
        notation.hourly_flow_text(NanolitresPerDay(Fraction(1_000_000)))
        == f"≈{NBSP}0.0416667{NBSP}mL per hour"
    )
    assert notation.hourly_flow_word(NanolitresPerDay(Fraction(24_000_000_000))) == "1000 mL/h"
    assert notation.length_text(12_345) == f"1,234.5{NBSP}cm"
    assert notation.length_word(12_345) == "1234.5 cm"
    assert notation.volume_per_length_text(Nanolitres(2_200)) == f"0.0022{NBSP}mL/cm"
    assert notation.volume_per_length_word(Nanolitres(2_200)) == "0.0022 mL/cm"
    assert notation.percent_word(Fraction(29, 2)) == "14.5%"
    assert notation.percent_word(Fraction(1000)) == "1000%"
    assert notation.number_word(Fraction(40, 3)) == "13.3333333333"
    assert notation.number_word(Fraction(1, 2**20)) == "0.00000095367431640625"


def test_a_sentence_in_a_file_keeps_every_comma_but_those_of_thousands() -> None:
    assert notation.plain_words(f"of 2,000{NBSP}mcg/mL, in 12 of 1,000,000 cases, 5") == (
        "of 2000 mcg/mL, in 12 of 1000000 cases, 5"
    )


def test_what_does_not_end_is_cut_at_nine_digits_or_where_it_is_asked_for() -> None:
    third = Fraction(10**6, 3)
    volume = Fraction(1_333_333_333, 3)
    assert notation.mass_text(third) == f"≈{NBSP}333.333333{NBSP}mcg"
    assert notation.mass_text(third, digits=4) == f"≈{NBSP}333.3{NBSP}mcg"
    assert notation.mass_text(third, places=1) == f"≈{NBSP}333.3{NBSP}mcg"
    assert notation.dose_rate_text(third) == f"≈{NBSP}333.333333{NBSP}mcg per day"
    assert notation.dose_rate_text(third, digits=4) == f"≈{NBSP}333.3{NBSP}mcg per day"
    assert notation.concentration_text(third) == f"≈{NBSP}333.333333{NBSP}mcg/mL"
    assert notation.concentration_text(third, digits=4) == f"≈{NBSP}333.3{NBSP}mcg/mL"
    assert notation.volume_text(volume) == f"≈{NBSP}444.444444{NBSP}mL"
    assert notation.volume_text(volume, digits=4) == f"≈{NBSP}444.4{NBSP}mL"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(4, 3), "1.33"),
        (Fraction(29, 3), "9.67"),
        (Fraction(31, 3), "10.3"),
        (Fraction(1, 11), "0.0909"),
        (Fraction(1, 9), "0.111"),
        (Fraction(-1, 110), "-0.00909"),
    ],
)
def test_digits_are_counted_from_the_first_that_is_not_zero(value: Fraction, text: str) -> None:
    assert notation.decimal_text(value, digits=3) == f"≈{NBSP}{text}"


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        (4_800_000, 12_000_000, ("4.8 mg", "12 mg")),
        (12_000_000, 4_800_000, ("12 mg", "4.8 mg")),
        (10_000_000, 0, ("10 mg", "0 mg")),
        (-10_000_000, 9_000, ("-10 mg", "0.009 mg")),
        (9_999_999, 400_000, ("9,999.999 mcg", "400 mcg")),
        (0, 500, ("0 mcg", "0.5 mcg")),
    ],
)
def test_two_amounts_that_are_compared_stand_in_the_unit_of_the_larger(
    first: int, second: int, texts: tuple[str, str]
) -> None:
    masses = notation.masses_text(Fraction(first), Fraction(second))
    doses = notation.dose_rates_text(Fraction(first), Fraction(second))
    assert tuple(each.replace(NBSP, " ") for each in masses) == texts
    assert tuple(each.replace(NBSP, " ") for each in doses) == tuple(f"{each} per day" for each in texts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 + Fraction(1, 10**12), "1.000000000001"),
        (1 + Fraction(1, 2**12), "1.000244140625"),
        (1 + Fraction(1, 5**12), "1.000000004096"),
        (1 + Fraction(1, 10**13), f"≈{NBSP}1"),
        (1 + Fraction(1, 2**13), f"≈{NBSP}1.00012207"),
        (Fraction(10**10, 3), f"≈{NBSP}3,333,333,333"),
    ],
)
def test_twelve_decimals_are_written_and_what_has_more_is_cut(value: Fraction, text: str) -> None:
    assert notation.decimal_text(value) == text


def test_two_amounts_that_do_not_end_are_cut_at_nine_digits_or_where_it_is_asked_for() -> None:
    amounts = Fraction(10_000, 3), Fraction(20_000, 3)
    nine, four = ("3.33333333", "6.66666667"), ("3.333", "6.667")
    for digits, texts in ((9, nine), (4, four)):
        cut = tuple(f"≈{NBSP}{text}{NBSP}mcg" for text in texts)
        assert notation.masses_text(*amounts, digits=digits) == cut
        assert notation.dose_rates_text(*amounts, digits=digits) == tuple(f"{one} per day" for one in cut)
    assert notation.masses_text(*amounts) == notation.masses_text(*amounts, digits=9)
    assert notation.dose_rates_text(*amounts) == notation.dose_rates_text(*amounts, digits=9)


def test_a_bolus_of_a_drug_without_a_unit_stands_in_what_reads_best() -> None:
    quarter = Seconds(900)
    assert notation.mass_over_text(12_500_000, quarter) == f"12.5{NBSP}mg over 15{NBSP}min"
    assert notation.mass_over_text(10_000, quarter) == f"10{NBSP}mcg over 15{NBSP}min"
