"""Every theme can be read: text 4.5:1 on its grounds, curves and borders of fields 3:1."""

from __future__ import annotations

import pytest
from coloraide import Color

from programmer.therapy.alarms import Priority
from programmer.ui.theme.style_sheet import style_sheet_of
from programmer.ui.theme.tokens import DARK, LIGHT, THEMES, Tokens
from programmer.ui.widgets.alarm_strip import strip_colors

EVERY_THEME = pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES.keys())
GROUNDS = ("background", "surface", "sunken", "accent_tint", "caution_tint", "danger_tint")


def contrast(one: str, other: str) -> float:
    return float(Color(one).contrast(other))


@EVERY_THEME
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "muted"])
def test_text_and_muted_text_read_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@EVERY_THEME
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("accent", "surface"),
        ("accent", "background"),
        ("accent", "accent_tint"),
        ("on_accent", "accent"),
        ("done", "surface"),
        ("danger", "surface"),
        ("danger", "background"),
        ("on_stop", "stop"),
        ("on_alarm", "alarm_medium"),
        ("on_alarm", "alarm_low"),
    ],
)
def test_coloured_text_reads_where_it_is_used(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@EVERY_THEME
@pytest.mark.parametrize("series", ["series_reservoir", "series_rate", "series_ratio", "series_dose"])
def test_curves_stand_out_from_the_surface(tokens: Tokens, series: str) -> None:
    assert contrast(getattr(tokens, series), tokens.surface) >= 3


@EVERY_THEME
def test_the_border_of_a_field_can_be_seen(tokens: Tokens) -> None:
    assert contrast(tokens.field_border, tokens.surface) >= 2.9


@EVERY_THEME
@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("lit", [True, False])
def test_an_alarm_reads_lit_and_dark(tokens: Tokens, priority: Priority, lit: bool) -> None:
    ground, ink = strip_colors(tokens, priority, lit=lit)
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("plain", "strong"), [("light", "high contrast light"), ("dark", "high contrast dark")]
)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "danger", "series_dose"])
def test_a_high_contrast_theme_is_stronger_in_every_role(plain: str, strong: str, ink: str) -> None:
    weaker, stronger = THEMES[plain], THEMES[strong]
    assert contrast(getattr(stronger, ink), stronger.surface) > contrast(getattr(weaker, ink), weaker.surface)


@EVERY_THEME
def test_the_style_sheet_has_no_role_left_unfilled(tokens: Tokens) -> None:
    sheet = style_sheet_of(tokens)
    assert "$" not in sheet
    assert tokens.accent in sheet


def test_light_and_dark_are_the_documented_ones() -> None:
    assert (LIGHT.background, LIGHT.surface, LIGHT.text) == ("#F3F5F7", "#FFFFFF", "#15202B")
    assert (DARK.background, DARK.surface, DARK.text) == ("#11171D", "#1A222B", "#E8EEF3")
