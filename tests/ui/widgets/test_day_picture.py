"""The picture of a day says which day of a week it shows."""

from PySide6.QtWidgets import QApplication

from programmer.ui.widgets.day_picture import DayPicture
from tests.support.programs_of_every_kind import WEEK


def test_a_week_is_told_by_the_day_that_is_shown(qapp: QApplication) -> None:
    """7 h at 100 and 17 h at 200 mcg per day on a Friday; 150 on a Sunday."""
    assert qapp is not None
    picture = DayPicture()
    said = []
    for weekday in (4, 6):
        picture.set_modes(WEEK, None, weekday=weekday)
        said.append((picture.accessibleName(), picture.accessibleDescription().replace("\u00a0", " ")))
    assert [name for name, _ in said] == ["Friday", "Sunday"]
    assert said[0][1].startswith(
        "proposed: Friday ≈ 170.833333 mcg per day, peak 200 mcg per day, mean of the week"
    )
    assert said[1][1].startswith("proposed: Sunday 150 mcg per day, peak 150 mcg per day, mean of the week")
