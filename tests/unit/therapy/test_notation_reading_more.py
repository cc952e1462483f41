"""Masses, volumes, flows, lengths, durations, dates and shares are taken exactly, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from programmer.therapy.notation import (
    NotAQuantity,
    read_concentration,
    read_count,
    read_date,
    read_dose_per_day,
    read_duration,
    read_flow,
    read_length,
    read_mass,
    read_number,
    read_percent,
    read_span,
    read_volume,
    read_volume_per_length,
)

NBSP = "\u00a0"

# Slips that are named at the end of a refusal, by what was typed.
_POWER = ": powers of ten are not read, so write the number in full"
_MICRO = ": micrograms are written mcg, never µg"
_MASSES = ": masses are written in mcg or mg"
_CAPITAL = ": mL has a small m and a capital L"
SLIPS = {
    "5 µg": _MICRO,
    "5 \u03bcg": _MICRO,
    "5 ug": _MICRO,
    "5 g": _MASSES,
    "5 ng": _MASSES,
    "5 ml": _CAPITAL,
    "5 ML": _CAPITAL,
    "5 cc": ": volumes are written in mL",
    "5 µL": ": volumes are written in mL",
    "0.5 µL/h": ": volumes are written in mL",
    "0.5 ml/day": _CAPITAL,
    "0.5 mL/d": ": day is written in full",
    "0.5 mL/hr": ": an hour is written h",
    "80 CM": ": cm is written in small letters",
    "5 m": ": minutes are written min",
    "5 hr": ": hours are written h",
    "5 hours": ": hours are written h",
    "5 H": ": h is written in small letters",
    "5 days": ": days are written in hours",
    "1e3 s": _POWER,
}

# What may be typed in front of any unit and is never a number, and a part of the reason that is told.
NO_NUMBERS = [
    (".5", "“.5” is not a plain number such as 0.5 or 90; write 0.5"),
    ("5.", "“5.” is not a plain number such as 0.5 or 90; write 5"),
    ("1,5", "a comma is not accepted in “1,5”; write the decimal mark as a point, as in 1.5"),
    ("1,000", "a comma is not accepted in “1,000”; write 1000 without it"),
    ("05", "“05” is not a plain number such as 0.5 or 90; leave out the leading zero"),
    ("-5", "“-5” is negative; write zero or more"),
    ("−5", "“−5” is negative; write zero or more"),
    ("+5", "“+5” is not a plain number"),
    ("1.2.3", "“1.2.3” is not a plain number"),
    ("1'000", "“1'000” is not a plain number"),
    ("1_000", "“1_000” is not a plain number"),
    ("٣", "“٣” is not a plain number"),
    ("９０", "“９０” is not a plain number"),
    ("1\uff0c5", "is not a plain number"),
    ("1\uff0e5", "is not a plain number"),
    ("1\u066b5", "is not a plain number"),
    ("½", "“½” is not a plain number"),
    ("9²", "“9²” is not a plain number"),
    ("∞", "“∞” is not a plain number"),
    ("", "a number is missing"),
    ("1000000000000", "“1000000000000” is not a plain number"),
]
READERS: list[tuple[Callable[[str], object], str]] = [
    (read_mass, "mcg"),
    (read_mass, "mg"),
    (read_volume, "mL"),
    (read_flow, "mL/day"),
    (read_flow, "mL per day"),
    (read_flow, "mL/h"),
    (read_flow, "mL per hour"),
    (read_volume_per_length, "mL/cm"),
    (read_length, "cm"),
    (read_length, "mm"),
    (read_percent, "%"),
    (read_concentration, "mcg/mL"),
    (read_dose_per_day, "mcg/day"),
]
TYPED = [(reader, unit, number, reason) for reader, unit in READERS for number, reason in NO_NUMBERS]


@pytest.mark.parametrize(("reader", "unit", "number", "reason"), TYPED)
def test_no_reader_takes_what_is_not_a_plain_number(
    reader: Callable[[str], object], unit: str, number: str, reason: str
) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        reader(f"{number} {unit}")
    assert reason in str(refusal.value)


@pytest.mark.parametrize(("number", "reason"), [each for each in NO_NUMBERS if each[0]])
def test_no_duration_takes_what_is_not_a_plain_number(number: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_duration(f"{number} h")
    assert reason in str(refusal.value)


@pytest.mark.parametrize("number", ["1e3", "1E3", "NaN", "inf", "1 000", f"1{NBSP}000", "0x10", "1 ,5"])
@pytest.mark.parametrize(("reader", "unit"), READERS)
def test_no_reader_takes_letters_or_gaps_in_a_number(
    reader: Callable[[str], object], unit: str, number: str
) -> None:
    with pytest.raises(NotAQuantity, match="is not a"):
        reader(f"{number} {unit}")


@pytest.mark.parametrize(
    ("reader", "text", "finest"),
    [
        (read_mass, "0.0001 mcg", "0.0001 is finer than 1 ng; nothing is rounded, so write fewer decimals"),
        (read_mass, "0.0000001 mg", "0.0000001 is finer than 1 ng;"),
        (read_volume, "0.0000001 mL", "0.0000001 is finer than 1 nL;"),
        (read_flow, "0.0000001 mL/day", "0.0000001 is finer than 1 nL per day;"),
        (read_flow, "0.0000001 mL/h", "0.0000001 is finer than 1 nL per hour;"),
        (read_volume_per_length, "0.0000001 mL/cm", "0.0000001 is finer than 1 nL/cm;"),
        (read_length, "80.55 cm", "80.55 is finer than 1 mm;"),
        (read_length, "0.5 mm", "0.5 is finer than 1 mm;"),
    ],
)
def test_what_is_finer_than_the_smallest_unit_is_refused_and_not_rounded(
    reader: Callable[[str], object], text: str, finest: str
) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        reader(text)
    assert str(refusal.value).startswith(finest)


@pytest.mark.parametrize(
    ("reader", "text", "slip"),
    [
        (read_dose_per_day, "5 µg/day", "or 4.8 mg/day: micrograms are written mcg, never µg"),
        (read_dose_per_day, "90 mcg/Day", "or 4.8 mg/day: day is written in small letters"),
        (read_dose_per_day, "90 MCG per DAY", "or 4.8 mg/day: mcg is written in small letters"),
        (read_dose_per_day, "9O mcg/day", ": a letter stands in the number, where a digit is due"),
        (read_dose_per_day, "O.5 mg/day", ": a letter stands in the number, where a digit is due"),
        (read_dose_per_day, "l0 mg/day", ": a letter stands in the number, where a digit is due"),
        (read_dose_per_day, "1 000 mcg/day", ": a number is written without spaces"),
        (read_dose_per_day, f"1{NBSP}000 mcg/day", ": a number is written without spaces"),
        (read_dose_per_day, "5 mg/d", ": day is written in full"),
        (read_concentration, "500 mcg/ml", "or 25 mg/mL: mL has a small m and a capital L"),
        (read_concentration, "500 µg/ml", "or 25 mg/mL: micrograms are written mcg, never µg"),
        (read_volume, "0.140 ml", "0.316 mL or 20 mL: mL has a small m and a capital L"),
        (read_volume, "5e3 mL", ": powers of ten are not read, so write the number in full"),
        (read_volume, "5ul", ": volumes are written in mL"),
        (read_volume, "5 uL", ": volumes are written in mL"),
        (read_flow, "5 uL/day", ": volumes are written in mL"),
        (read_mass, "5 uG", "0.2 mg or 50 mcg: micrograms are written mcg, never µg"),
        (read_mass, "5 units", "0.2 mg or 50 mcg"),
        (read_mass, "5Omg", "0.2 mg or 50 mcg: a letter stands in the number, where a digit is due"),
        (read_volume, "5 l", "0.316 mL or 20 mL"),
        (read_volume, "5l", "0.316 mL or 20 mL"),
        (read_mass, "5 mugs", "0.2 mg or 50 mcg"),
        (read_duration, "30 Min", ": min is written in small letters"),
        (read_duration, "1 day", ": days are written in hours"),
        (read_flow, "1 mL/Hour", ": hour is written in small letters"),
        (read_length, "80 m", "80 cm or 805 mm"),
    ],
)
def test_a_known_slip_is_named_and_an_unknown_one_is_not_guessed_at(
    reader: Callable[[str], object], text: str, slip: str
) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        reader(text)
    assert str(refusal.value).startswith(f"“{text}” is not a")
    assert str(refusal.value).endswith(slip)


def test_a_slip_is_named_whatever_stands_around_it() -> None:
    with pytest.raises(NotAQuantity, match=r"^“5e3 mL” is not a volume; .*: powers of ten are not read"):
        read_volume(" 5e3 mL ")
    with pytest.raises(NotAQuantity, match=r"^24 h in “2 days 24 h” is a day or more"):
        read_span(" 2 days 24 h ")


@pytest.mark.parametrize(
    ("words", "slip"),
    [
        (("d", "day", "days"), ": days are written in hours"),
        (("hr", "hrs", "hour", "hours"), ": hours are written h"),
        (("m", "mins", "minute", "minutes"), ": minutes are written min"),
        (("sec", "seconds"), ": seconds are written s"),
        (("mcg", "mg", "cm", "weeks"), ""),
    ],
)
def test_a_unit_of_time_in_another_word_is_told_by_its_own(words: tuple[str, ...], slip: str) -> None:
    for word in words:
        with pytest.raises(NotAQuantity) as refusal:
            read_duration(f"5 {word}")
        assert str(refusal.value).endswith(f"15 min or 90 s{slip}")


@pytest.mark.parametrize("unit", ["MCG", "Mg", "DAY", "Hour", "H", "MIN", "S", "CM", "Mm", "PER"])
def test_a_capital_in_a_unit_is_told_with_the_unit_as_it_is_written(unit: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_concentration(f"5 {unit}")
    assert str(refusal.value).endswith(f"25 mg/mL: {unit.lower()} is written in small letters")


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("99999999999999999999999", "; it has more than 12 digits before the point"),
        ("1000000000000", "; it has more than 12 digits before the point"),
        ("1.0000000001", "; it has more than 9 decimals, and nothing is rounded"),
        ("123456789012.0000000001", "; it has more than 9 decimals, and nothing is rounded"),
        ("9o", "; a letter stands in the number, where a digit is due"),
        ("I0", "; a letter stands in the number, where a digit is due"),
        ("l.5", "; a letter stands in the number, where a digit is due"),
        ("lO5", "; a letter stands in the number, where a digit is due"),
        ("5Ob", ""),
        ("12 000", "; a number is written without spaces"),
        ("1  000", "; a number is written without spaces"),
        ("5e3", "; powers of ten are not read, so write the number in full"),
        ("5E-3", "; powers of ten are not read, so write the number in full"),
        ("9O", "; a letter stands in the number, where a digit is due"),
        ("1 000", "; a number is written without spaces"),
        ("e3", ""),
        ("O", ""),
        ("5 e", ""),
    ],
)
def test_why_a_number_is_none_is_said(text: str, slip: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_number(text)
    assert str(refusal.value) == f"“{text}” is not a plain number such as 0.5 or 90{slip}"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 day", 86_400),
        (" 7 days ", 604_800),
        ("0 days", 0),
        ("2 days 4 h", 187_200),
        ("2days 90 min", 178_200),
        ("1 day 23 h 59 min 59 s", 172_799),
        ("30 h", 108_000),
        ("15 min", 900),
    ],
)
def test_a_stretch_of_time_may_be_told_in_days(text: str, seconds: int) -> None:
    assert read_span(text).value == seconds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 days 24 h", "24 h in “2 days 24 h” is a day or more; carry it over to the left"),
        ("1.5 days", "1.5 days is not whole; write the rest in hours, like 2 days 4 h"),
        ("7 d", "“7 d” is not a stretch of time; write it like 7 days or 2 days 4 h"),
        (" 7d 4 h ", "“7d 4 h” is not a stretch of time; write it like 7 days or 2 days 4 h"),
        ("7 dy", "“7 dy” is not a duration; write it like 4 h 30 min, 15 min or 90 s"),
        ("two days", "“two” is not a plain number such as 0.5 or 90"),
        ("1,5 days", "a comma is not accepted in “1,5”; write the decimal mark as a point, as in 1.5"),
        (
            "4 h 2 days",
            "“4 h 2 days” is not a duration; write it like 4 h 30 min, 15 min or 90 s: days are written in hours",
        ),
        ("7", "“7” does not say of what; write 7 h, 7 min or 7 s"),
        ("2 days 4", "“4” does not say of what; write 4 h, 4 min or 4 s"),
    ],
)
def test_a_stretch_of_days_that_is_not_beyond_doubt_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_span(text)
    assert str(refusal.value) == reason


# ---- masses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nanograms"),
    [("0.2 mg", 200_000), ("50 mcg", 50_000), ("50mcg", 50_000), (f" 50{NBSP}mcg ", 50_000), ("0 mg", 0)],
)
def test_a_mass_is_taken_exactly(text: str, nanograms: int) -> None:
    assert read_mass(text).value == nanograms


@pytest.mark.parametrize(
    "text",
    [
        "5 mL",
        "5 mcg/day",
        "5 mcg per day",
        "5 mcg/mL",
        "5 µg",
        "5 \u03bcg",
        "5 ug",
        "5 g",
        "5 ng",
        "5",
        "",
        "mcg 5",
    ],
)
def test_what_is_no_mass_is_refused_where_a_mass_is_due(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_mass(text)
    assert (
        str(refusal.value)
        == f"“{text}” is not a mass of drug; write it like 0.2 mg or 50 mcg{SLIPS.get(text, '')}"
    )


# ---- volumes and flows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nanolitres"), [("0.316 mL", 316_000), ("20 mL", 20_000_000), ("0 mL", 0), ("0.000001 mL", 1)]
)
def test_a_volume_is_taken_exactly(text: str, nanolitres: int) -> None:
    assert read_volume(text).value == nanolitres


@pytest.mark.parametrize("text", ["5 ml", "5 ML", "5 cc", "5 L", "5 µL", "5 mg", "5", "5 mL/day", "", "mL 5"])
def test_what_is_no_volume_is_refused_where_a_volume_is_due(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_volume(text)
    assert (
        str(refusal.value)
        == f"“{text}” is not a volume; write it like 0.316 mL or 20 mL{SLIPS.get(text, '')}"
    )


@pytest.mark.parametrize(
    ("text", "nanolitres_per_day"),
    [
        ("0.5 mL/day", 500_000),
        ("0.5 mL per day", 500_000),
        (f"0.5{NBSP}mL per day", 500_000),
        ("0.5 mL/h", 12_000_000),
        ("1 mL per hour", 24_000_000),
        ("1 mL/hour", 24_000_000),
        ("0.000001 mL/h", 24),
        ("0 mL/day", 0),
    ],
)
def test_a_flow_is_taken_exactly_in_its_own_time_base(text: str, nanolitres_per_day: int) -> None:
    assert read_flow(text).value == Fraction(nanolitres_per_day)


@pytest.mark.requirement("GIP-8.14")
def test_a_flow_without_its_time_base_is_refused_because_the_two_differ_by_24() -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_flow(" 0.5 mL ")
    assert str(refusal.value) == (
        "“0.5 mL” does not say per what; write 0.5 mL/day or 0.5 mL/h, whichever is meant"
    )


@pytest.mark.parametrize(
    "text",
    [
        "0.5 mL/d",
        "0.5 mL/hr",
        "0.5 mL/min",
        "0.5 ml/day",
        "0.5 mg/day",
        "0.5 µL/h",
        "0.5",
        "",
        "mL/day",
        "0.5 mL/day/day",
        "0.5 mL/h/day",
        "0.5 mL/day\n0.6 mL/day",
    ],
)
def test_what_is_no_flow_is_refused_where_a_flow_is_due(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_flow(text)
    if text == "mL/day":
        assert str(refusal.value) == "a number is missing"
    else:
        assert (
            str(refusal.value)
            == f"“{text}” is not a flow; write it like 0.5 mL/day or 1 mL/h{SLIPS.get(text, '')}"
        )


# ---- catheters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "millimetres"), [("80 cm", 800), ("80.5 cm", 805), ("805 mm", 805), ("0 cm", 0)]
)
def test_a_length_is_taken_exactly(text: str, millimetres: int) -> None:
    assert read_length(text) == millimetres


@pytest.mark.parametrize("text", ["80", "80 m", "80 in", "80 CM", "80 mL", ""])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_length(text)
    assert (
        str(refusal.value)
        == f"“{text}” is not a length of catheter; write it like 80 cm or 805 mm{SLIPS.get(text, '')}"
    )


def test_what_a_catheter_holds_is_taken_exactly() -> None:
    assert read_volume_per_length("0.0022 mL/cm").value == 2_200


@pytest.mark.parametrize("text", ["0.0022", "0.0022 mL", "0.0022 mL/mm", "0.0022 cm", ""])
def test_what_is_no_volume_per_length_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_volume_per_length(text)
    assert (
        str(refusal.value) == f"“{text}” is not a volume per length of catheter; write it like 0.0022 mL/cm"
    )


# ---- time, dates, shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4 h 30 min", 16_200),
        ("4h30min", 16_200),
        (f" 4{NBSP}h{NBSP}30{NBSP}min ", 16_200),
        ("4 h 0 min", 14_400),
        ("3 h", 10_800),
        ("15 min", 900),
        ("90 min", 5_400),
        ("90 s", 90),
        ("1 h 5 s", 3_605),
        ("1 h 59 min 59 s", 7_199),
        ("100 h", 360_000),
        ("0 min", 0),
    ],
)
def test_a_duration_is_taken_exactly(text: str, seconds: int) -> None:
    assert read_duration(text).value == seconds


@pytest.mark.requirement("GIP-8.14", "IT-4")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("90", "“90” does not say of what; write 90 h, 90 min or 90 s"),
        (" 5 ", "“5” does not say of what; write 5 h, 5 min or 5 s"),
        ("1.5", "“1.5” does not say of what"),
        ("1.5 h", "1.5 h is not whole; write h, min and s each as a whole number"),
        ("0.5 min", "0.5 min is not whole"),
        ("4 h 60 min", "60 min in “4 h 60 min” is 60 or more; carry it over to the left"),
        ("4 h 90 s", "90 s in “4 h 90 s” is 60 or more"),
        ("1 h 0 min 60 s", "60 s in “1 h 0 min 60 s” is 60 or more"),
    ],
)
def test_a_duration_that_may_be_misread_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_duration(text)
    assert str(refusal.value).startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h",
        "5 m",
        "5 hr",
        "5 hours",
        "5 H",
        "5 days",
        "30 min 4 h",
        "4 h 4 h",
        "4 h 30",
        "4 h, 30 min",
        "4:30",
        "4 h - 30 min",
        "about 4 h",
        "5 mL",
        "1e3 s",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_duration(text)
    if text in {"4 h, 30 min", "4 h - 30 min"}:
        assert str(refusal.value)
    else:
        assert (
            str(refusal.value)
            == f"“{text}” is not a duration; write it like 4 h 30 min, 15 min or 90 s{SLIPS.get(text, '')}"
        )


@pytest.mark.parametrize(
    ("text", "day"), [("2026-01-05", date(2026, 1, 5)), (" 2028-02-29 ", date(2028, 2, 29))]
)
def test_a_date_is_year_month_day(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text", ["", "05.01.2026", "1/5/2026", "2026-1-5", "20260105", "٢٠٢٦-01-05", "2026-01-05T00:00"]
)
def test_another_way_to_write_a_date_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_date(text)
    assert str(refusal.value) == f"“{text}” is not a date; write year, month, day like 2026-01-05"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-00-01", "0000-01-01", "2027-02-29"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_date(text)
    assert str(refusal.value) == f"there is no day {text} in the calendar"


@pytest.mark.parametrize(
    ("text", "percent"), [("14.5%", Fraction(29, 2)), (" 14.5 % ", Fraction(29, 2)), ("0%", Fraction(0))]
)
def test_a_share_is_taken_exactly(text: str, percent: Fraction) -> None:
    assert read_percent(text) == percent


@pytest.mark.parametrize("text", ["14.5", "0.145", "", "14.5 per cent", "%14.5"])
def test_a_share_without_its_sign_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_percent(text)
    assert str(refusal.value) == f"“{text}” is not a per cent figure; write it like 14.5%"


@pytest.mark.parametrize(("text", "count"), [("6", 6), (" 0 ", 0), ("6.0", 6)])
def test_a_count_is_a_whole_number(text: str, count: int) -> None:
    assert read_count(text) == count


def test_a_count_that_is_not_whole_is_refused() -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_count(" 1.5 ")
    assert str(refusal.value) == "“1.5” is not a whole number"
    with pytest.raises(NotAQuantity, match="is not a plain number"):
        read_count("６")


@pytest.mark.parametrize(
    "reader", [read_mass, read_volume, read_flow, read_length, read_volume_per_length, read_dose_per_day]
)
@pytest.mark.parametrize("text", ["1, 5 mL", "1,5 cc", "1,000 units"])
def test_a_comma_is_told_before_the_unit_is_judged(reader: Callable[[str], object], text: str) -> None:
    with pytest.raises(NotAQuantity, match=r"^a comma is not accepted in “1,"):
        reader(text)


def test_a_letter_is_never_taken_for_a_sign_and_a_capital_never_for_a_digit() -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_percent("X5%")
    assert str(refusal.value) == "“X5” is not a plain number such as 0.5 or 90"
    with pytest.raises(NotAQuantity) as capital:
        read_volume("5X mL")
    assert str(capital.value) == "“5X mL” is not a volume; write it like 0.316 mL or 20 mL"


def test_a_concentration_of_zero_is_refused_in_these_words() -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_concentration("0 mg/mL")
    assert str(refusal.value) == "a concentration of zero is not a drug"
