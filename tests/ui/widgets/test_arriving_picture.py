"""The scale of what will arrive: nothing that lasts is cut, and what is left out is said."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from programmer.ui.theme import LIGHT
from programmer.ui.widgets.arriving_picture import (
    ArrivingPicture,
    Coming,
    DrugArriving,
    Steps,
    above_the_scale,
    top_of,
)
from programmer.ui.widgets.level_picture import LevelPicture, Levels

HOURS = 72.0
EVEN: Steps = ((0, 400),)


def drug(proposed: Steps, present: Steps = EVEN, **more: object) -> DrugArriving:
    return DrugArriving("baclofen", "mcg", proposed, present, **more)  # type: ignore[arg-type]


def test_a_fourfold_dose_of_some_hours_stands_on_the_scale() -> None:
    overdose = drug(((0, 1600), (9.48, 400)))
    assert top_of(overdose, HOURS) == 1600
    assert above_the_scale(overdose, HOURS) == ()


def test_what_lasts_an_hour_and_is_far_above_is_cut_and_said() -> None:
    primed = drug(((0, 9000), (1, 400)))
    assert top_of(primed, HOURS) == 1200
    assert above_the_scale(primed, HOURS) == ("above: for a short time 9,000 mcg per day",)


def test_boluses_that_last_two_hours_in_all_are_not_cut() -> None:
    boluses = tuple(
        step for hour in range(0, 72, 4) for step in ((float(hour), 4000.0), (hour + 0.25, 400.0))
    )
    assert top_of(drug(boluses), HOURS) == 4000


def test_a_limit_near_by_is_drawn_and_one_far_off_is_said() -> None:
    limited = drug(EVEN, soft=550.0, hard=1200.0)
    assert top_of(limited, HOURS) == 550
    assert above_the_scale(limited, HOURS) == ("above: hard limit 1,200 mcg per day",)


def test_a_limit_does_not_press_two_doses_together(qapp: QApplication) -> None:
    """300 against 400 mcg per day under a soft limit of 703: told in words, and 300 is 20 pixels above the 200."""
    assert qapp is not None
    limited = drug(((0, 300),), soft=703.0)
    assert top_of(limited, HOURS) == 400
    assert above_the_scale(limited, HOURS) == ("above: soft limit 703 mcg per day",)
    picture = ArrivingPicture()
    picture.set_coming(Coming(drugs=(limited,)))
    image = painted(picture)
    rows = {
        colour: [
            y for y in range(image.height()) if image.pixelColor(200, y).name().upper() == colour.upper()
        ]
        for colour in (LIGHT.series_dose, LIGHT.grid)
    }
    assert min(rows[LIGHT.grid]) - min(rows[LIGHT.series_dose]) >= 20


def test_a_title_without_room_goes_on_in_a_second_row(qapp: QApplication) -> None:
    assert qapp is not None
    title = "Calculated as if delivery were resumed now, 72 h from Sat 14:49 by the pump's clock"
    picture = ArrivingPicture()
    picture.set_coming(Coming(title=title, drugs=(drug(EVEN),)))
    heights = []
    for width in (1600, 1000):
        picture.resize(width, 300)
        heights.append(picture.sizeHint().height())
    picture.resize(360, 300)
    assert heights[0] == heights[1]
    plot = 108 - (96 + 0.1 * (360 - 340))
    assert picture.sizeHint().height() == int(heights[0] - plot + 18)


def test_what_leaves_the_pump_stands_on_the_scale() -> None:
    assert top_of(drug(EVEN, leaving=((0.0, 9.48, 1600.0),)), HOURS) == 1600


def test_where_nothing_arrives_there_is_a_scale_all_the_same() -> None:
    assert top_of(drug(((0, 0),), ((0, 0),)), HOURS) == 1


def painted(picture: ArrivingPicture | LevelPicture) -> QImage:
    picture.resize(QSize(360, picture.sizeHint().height()))
    return picture.grab().toImage()


def has(image: QImage, colour: str) -> bool:
    found = {
        image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())
    }
    return colour.upper() in found


def test_bridge_departure_and_limits_are_each_to_be_seen(qapp: QApplication) -> None:
    assert qapp is not None
    picture = ArrivingPicture()
    picture.set_coming(
        Coming(drugs=(drug(EVEN, apart=((20.0, 40.0),), soft=500.0, hard=600.0),), opening=9.0)
    )
    image = painted(picture)
    for colour in (
        LIGHT.accent_tint,
        LIGHT.caution_tint,
        LIGHT.alarm_medium,
        LIGHT.danger,
        LIGHT.series_dose,
    ):
        assert has(image, colour), colour


def test_two_drugs_take_the_height_of_two(qapp: QApplication) -> None:
    assert qapp is not None
    one, two = ArrivingPicture(), ArrivingPicture()
    one.set_coming(Coming(drugs=(drug(EVEN),)))
    two.set_coming(Coming(drugs=(drug(EVEN), drug(EVEN))))
    assert two.sizeHint().height() - one.sizeHint().height() > 100


def test_the_low_mark_and_both_courses_of_the_reservoir_are_to_be_seen(qapp: QApplication) -> None:
    assert qapp is not None
    picture = LevelPicture()
    picture.set_levels(
        Levels(((0, 20), (45, 2)), ((0, 20), (90, 2)), 2, ("proposed: low on Sat", "dashed: …"))
    )
    image = painted(picture)
    assert has(image, LIGHT.alarm_medium)
    assert has(image, LIGHT.series_reservoir)
    assert picture.accessibleDescription() == "proposed: low on Sat; dashed: …"
