"""Every colour by the role it plays, once for each theme."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as ``#RRGGBB``, named by role and never by hue.

    Text and muted hold at least 4.5:1 on background, surface, sunken and every tint; series at least 3:1 on
    the surface; ``border`` is decoration, ``field_border`` is what shows where a field is.
    """

    name: str
    dark: bool
    background: str
    surface: str
    sunken: str
    border: str
    field_border: str
    grid: str
    text: str
    muted: str
    accent: str
    accent_tint: str
    on_accent: str
    done: str
    danger: str
    stop: str
    on_stop: str
    alarm_high: str
    on_alarm_high: str
    alarm_medium: str
    alarm_low: str
    on_alarm: str
    caution_tint: str
    danger_tint: str
    series_reservoir: str
    series_rate: str
    series_ratio: str
    series_dose: str


LIGHT = Tokens(
    name="light",
    dark=False,
    background="#F3F5F7",
    surface="#FFFFFF",
    sunken="#EDF1F4",
    border="#D5DCE3",
    field_border="#8B98A5",
    grid="#E4E9EE",
    text="#15202B",
    muted="#566472",
    accent="#0A6A87",
    accent_tint="#E1F0F5",
    on_accent="#FFFFFF",
    done="#1B7A4A",
    danger="#B3142A",
    stop="#B3142A",
    on_stop="#FFFFFF",
    alarm_high="#C8102E",
    on_alarm_high="#FFFFFF",
    alarm_medium="#F2B200",
    alarm_low="#5BC8DC",
    on_alarm="#15202B",
    caution_tint="#FBF1D9",
    danger_tint="#F7E3E6",
    series_reservoir="#0A6A87",
    series_rate="#7A3E9D",
    series_ratio="#9A5200",
    series_dose="#B0205E",
)

DARK = Tokens(
    name="dark",
    dark=True,
    background="#11171D",
    surface="#1A222B",
    sunken="#151C24",
    border="#2D3945",
    field_border="#667685",
    grid="#26313C",
    text="#E8EEF3",
    muted="#9BAAB8",
    accent="#52BFDD",
    accent_tint="#173441",
    on_accent="#06222C",
    done="#5CC98F",
    danger="#F58392",
    stop="#CB3547",
    on_stop="#FFFFFF",
    alarm_high="#F0596B",
    on_alarm_high="#11171D",
    alarm_medium="#F2B200",
    alarm_low="#5BC8DC",
    on_alarm="#15202B",
    caution_tint="#3A3117",
    danger_tint="#3A1F26",
    series_reservoir="#52BFDD",
    series_rate="#C79BE6",
    series_ratio="#F0A65A",
    series_dose="#F288B2",
)

HIGH_CONTRAST_LIGHT = Tokens(
    name="high contrast light",
    dark=False,
    background="#FFFFFF",
    surface="#FFFFFF",
    sunken="#F1F3F5",
    border="#5B6672",
    field_border="#15202B",
    grid="#C3CBD3",
    text="#000000",
    muted="#303B45",
    accent="#00485E",
    accent_tint="#D3EBF3",
    on_accent="#FFFFFF",
    done="#0B5A33",
    danger="#8E0017",
    stop="#99001A",
    on_stop="#FFFFFF",
    alarm_high="#A80020",
    on_alarm_high="#FFFFFF",
    alarm_medium="#FFC21A",
    alarm_low="#5BC8DC",
    on_alarm="#000000",
    caution_tint="#FFF0C9",
    danger_tint="#FBE0E4",
    series_reservoir="#00485E",
    series_rate="#5A1F7D",
    series_ratio="#6E3A00",
    series_dose="#8A0F45",
)

HIGH_CONTRAST_DARK = Tokens(
    name="high contrast dark",
    dark=True,
    background="#000000",
    surface="#0A0E12",
    sunken="#000000",
    border="#8494A3",
    field_border="#C8D3DC",
    grid="#36434F",
    text="#FFFFFF",
    muted="#CBD5DE",
    accent="#7FDCF7",
    accent_tint="#0E3A4A",
    on_accent="#000000",
    done="#83E8B2",
    danger="#FFA3AF",
    stop="#C42A3D",
    on_stop="#FFFFFF",
    alarm_high="#FF7A89",
    on_alarm_high="#000000",
    alarm_medium="#FFC21A",
    alarm_low="#7FDCF0",
    on_alarm="#000000",
    caution_tint="#3A2F0A",
    danger_tint="#42161F",
    series_reservoir="#7FDCF7",
    series_rate="#DDBBF5",
    series_ratio="#FFC183",
    series_dose="#FFA8C9",
)

THEMES = {tokens.name: tokens for tokens in (LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK)}
