"""What can be set from outside, each with its default and one sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

SIMULATED_PUMP_URL = "simulated:reference-20"
THEMES = ("light", "dark")


def _option(default: str, sentence: str) -> str:
    value: str = field(default=default, metadata={"sentence": sentence})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen once the program runs."""

    database: str = _option(
        "", "Where the records are kept: sqlite:///PATH or a path; empty for the usual place."
    )
    actor: str = _option("", "Who is working here; empty for the name this user signed in with.")
    theme: str = _option("light", "How the window looks: light or dark.")
    library: str = _option(
        "", "A clinic's own drug library, laid over the one of this program: a file; empty for none."
    )

    keys: str = _option(
        "", "Where this workstation's keys to pumps are kept: a file; empty for the usual place."
    )

    pairing_code: str = _option(
        "", "The code that a pump shows, where this workstation has still to be paired with it."
    )

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise ValueError(f"theme is one of {', '.join(THEMES)}, not {self.theme!r}")


def sentence_for(name: str) -> str:
    """The sentence that explains an option. Raises ``KeyError`` for a name that is none."""
    sentences = {option.name: option.metadata["sentence"] for option in fields(Settings)}
    return str(sentences[name])
