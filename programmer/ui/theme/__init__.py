"""How everything looks: colours by role, one type scale, one style sheet, one focus ring."""

from programmer.ui.theme.application import (
    Theme,
    apply_theme,
    current_theme,
    current_tokens,
    follow_theme,
    foresee_theme,
    lay_theme,
)
from programmer.ui.theme.tokens import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, THEMES, Tokens
from programmer.ui.theme.type_scale import TypeSize, Weight, type_font

__all__ = [
    "DARK",
    "HIGH_CONTRAST_DARK",
    "HIGH_CONTRAST_LIGHT",
    "LIGHT",
    "THEMES",
    "Theme",
    "Tokens",
    "TypeSize",
    "Weight",
    "apply_theme",
    "current_theme",
    "current_tokens",
    "follow_theme",
    "foresee_theme",
    "lay_theme",
    "type_font",
]
