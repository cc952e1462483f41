"""The five sizes of type, always Inter, always with figures of one width."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtGui import QFont

FAMILY = "Inter"


class TypeSize(IntEnum):
    """Sizes in logical pixels; nothing is ever smaller than ``LABEL``."""

    LABEL = 12
    TEXT = 14
    NAME = 16
    TITLE = 20
    DOSE = 26
    NUMBER = 36


class Weight(IntEnum):
    """The faces that are bundled."""

    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600
    BOLD = 700


def type_font(size: TypeSize = TypeSize.TEXT, weight: Weight = Weight.REGULAR) -> QFont:
    """A font of the scale with tabular figures, so that digits stand under digits and never jump."""
    font = QFont(FAMILY)
    font.setPixelSize(int(size))
    font.setWeight(QFont.Weight(int(weight)))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
