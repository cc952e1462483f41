"""The ways to a pump that can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.rows import SessionSummary
from programmer.settings import SIMULATED_PUMP_URL
from programmer.telemetry.links.discovery import FoundPort
from programmer.ui.viewmodels.connect_state import LinkChoice, LinkKind
from programmer.ui.widgets.segmented_control import Choice

SIMULATED_KEY = SIMULATED_PUMP_URL
TYPED_KEY = "typed"
SPEEDS = (1, 60, 3600)
MOST_RECENT = 5
_EXAMPLE = "such as socket://127.0.0.1:45123, /dev/ttyUSB0 or COM3"


def speed_choices() -> tuple[Choice, ...]:
    """How fast a simulated pump may live."""
    return tuple(Choice(speed, f"{speed:,}×", why="Therapy time against real time") for speed in SPEEDS)


def link_choices(ports: Sequence[FoundPort], recent: Sequence[str]) -> tuple[LinkChoice, ...]:
    """The simulated pump, ports that are there, addresses used before, and one to be typed."""
    found = {port.url for port in ports}
    return (
        LinkChoice(SIMULATED_KEY, LinkKind.SIMULATED, "Simulated pump", "Reference 20, inside this program"),
        *(LinkChoice(port.url, LinkKind.PORT, port.url, port.description) for port in ports),
        *(
            LinkChoice(url, LinkKind.RECENT, url, "used before")
            for url in recent
            if url not in found and not url.startswith("simulated:")
        ),
        LinkChoice(TYPED_KEY, LinkKind.TYPED, "Another address", _EXAMPLE),
    )


def recent_urls(summaries: Sequence[SessionSummary]) -> tuple[str, ...]:
    """Addresses of earlier sessions, the newest first, each once."""
    return tuple(dict.fromkeys(summary.session.url for summary in summaries))[:MOST_RECENT]


def url_of(key: str, speed: int, typed: str) -> str:
    """What to connect to for a choice."""
    if key == SIMULATED_KEY:
        return SIMULATED_PUMP_URL if speed == 1 else f"{SIMULATED_PUMP_URL}?speed={speed}"
    return typed.strip() if key == TYPED_KEY else key
