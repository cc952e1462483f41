"""The bundled fonts, and the icons in whatever colour the theme asks for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from programmer.resources_location import resource_path

FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_ICON_SIZES = (16, 20, 24)
_SCALES = (1, 2, 3)
_loaded: list[str] = []


def load_fonts() -> None:
    """Make the bundled faces known to Qt, once. Raises ``FileNotFoundError`` when one cannot be read.

    Without them every glyph may come out as an empty box and nothing else would fail.
    """
    if _loaded:
        return
    for name in FONT_FILES:
        path = resource_path("fonts", name)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"the bundled font {path} cannot be read")
    _loaded.extend(FONT_FILES)


def recoloured_svg(name: str, color: str) -> str:
    """The text of an icon with its ``currentColor`` replaced by ``#RRGGBB``."""
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)


@lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(recoloured_svg(name, color).encode()))


def paint_icon(painter: QPainter, name: str, color: str, rect: QRectF) -> None:
    """Draw an icon as vectors into ``rect``, sharp at any scale."""
    _renderer(name, color).render(painter, rect)


def icon_pixmap(name: str, color: str, size: int, scale: float, gap: int = 0) -> QPixmap:
    """An icon of ``size`` logical pixels for a screen of that scale factor, with ``gap`` empty at its right."""
    pixmap = QPixmap(round((size + gap) * scale), round(size * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, color, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@lru_cache(maxsize=256)
def icon(name: str, color: str, gap: int = 0) -> QIcon:
    """An icon in one colour, with pictures for screens of one, two and three times the density.

    ``gap`` keeps words that follow it at a distance, which no style sheet can.
    """
    made = QIcon()
    for size in _ICON_SIZES:
        for scale in _SCALES:
            made.addPixmap(icon_pixmap(name, color, size, scale, gap))
    return made


def available_icons() -> tuple[str, ...]:
    """Names of all bundled icons."""
    return tuple(sorted(path.stem for path in resource_path("icons").glob("*.svg")))


ICON_SIZE = QSize(20, 20)
