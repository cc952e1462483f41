"""What the foot of the window shows, and what stands under About."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.ui.widgets.footer import FooterState

_NO_WORDS = FooterState()


@dataclass(frozen=True, slots=True)
class FooterPageState:
    """``footer`` for ``Footer.set_state``; ``about`` are the paragraphs under About: the title, what this is
    not, and the rest."""

    footer: FooterState = _NO_WORDS
    about: tuple[str, ...] = ()
