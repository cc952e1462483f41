"""A look ahead in the words that JSON uses."""

from __future__ import annotations

from programmer.cli.words import Words
from programmer.delivery.preview import Ahead, Rates
from programmer.therapy.moments import local_word
from programmer.therapy.notation import (
    dose_word,
    duration_word,
    flow_word,
    number_word,
    plain_words,
    volume_word,
)
from programmer.therapy.quantities import NanolitresPerDay, PumpTime
from programmer.visit.comparison import BEYOND, RefillDay
from programmer.visit.departures import Departure, departure_text, departures
from programmer.visit.foretold import Shown, Stretch, levels_by_day, opening_until, stretches, swept_at


def ahead_words(ahead: Ahead, shown: Shown) -> Words:
    """What a pump will do: what is given when, where that is not what is meant, and how the reservoir falls."""
    return {
        "stretches": [_stretch_words(one) for one in stretches(ahead)],
        "departures": [_departure_words(one, shown) for one in departures(ahead)],
        "opening_until": _moment(opening_until(ahead)),
        "path_swept_at": _moment(swept_at(ahead)),
        "reservoir": [
            {"after": f"{hours} h", "level": volume_word(level)} for hours, level in levels_by_day(ahead)
        ],
        "low_reservoir_at": _moment(ahead.low),
    }


def refill_words(day: RefillDay) -> Words:
    """By when the pump must be refilled, every allowed bolus taken; null where nothing asks for it, and where no pump
    lives to see it."""
    return {
        "date": None if day.at is None or day.text == BEYOND else local_word(day.at).partition("T")[0],
        "limited_by": None if day.limited_by is None else day.limited_by.value,
        "sentence": plain_words(day.why),
    }


def _stretch_words(one: Stretch) -> Words:
    return {
        "since": local_word(one.since),
        "until": local_word(one.until),
        "flow": flow_word(NanolitresPerDay(one.flow)),
        "at_pump": _rates_words(one.at_pump),
        "at_tip": _rates_words(one.at_tip),
    }


def _rates_words(rates: Rates) -> list[Words]:
    return [{"drug": name, "rate": dose_word(rate)} for name, rate in rates]


def _departure_words(one: Departure, shown: Shown) -> Words:
    return {
        "drug": one.name,
        "since": local_word(one.since),
        "until": local_word(one.until),
        "lasts": duration_word(one.lasts),
        "goes_on": not one.ends,
        "arrives": dose_word(one.rate),
        "meant": dose_word(one.meant),
        "times_what_is_meant": None if one.ratio is None else number_word(one.ratio),
        "sentence": plain_words(departure_text(one, shown)),
    }


def _moment(time: PumpTime | None) -> str | None:
    return None if time is None else local_word(time)
