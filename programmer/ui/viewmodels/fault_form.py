"""The form on which a fault is described before its switch is thrown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from programmer.training import FaultOption, FaultWords, SwitchWords
from programmer.ui.viewmodels.common_states import ALLOWED, ChoiceState, FieldState, refused
from programmer.ui.viewmodels.training_state import FaultsState, OptionState

ONCE, COUNTED, ALWAYS = "once", "counted", "always"
_OFTEN = ((ONCE, "once"), (COUNTED, "so many times"), (ALWAYS, "until switched off"))


@dataclass(frozen=True, slots=True)
class FaultForm:
    """What was chosen and typed; ``filled`` by the keys of the options, kept where another kind has them too.
    ``failed``: why the switch could not be thrown."""

    kinds: tuple[FaultWords, ...] = ()
    kind: str = ""
    often: str = ONCE
    times: str = "2"
    chance: str = "100 %"
    filled: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""

    def with_option(self, key: str, text: str) -> FaultForm:
        """The same with one option filled in."""
        return replace(self, filled={**self.filled, key: text})

    @property
    def chosen(self) -> FaultWords | None:
        """The kind that is chosen."""
        return next((kind for kind in self.kinds if kind.key == self.kind), None)

    def wish(self) -> dict[str, object]:
        """The form in the words of a scenario file; what its kind does not take is left out."""
        chosen = self.chosen
        options = {} if chosen is None else {one.key: self._value(one) for one in chosen.options}
        times = {ONCE: "1", COUNTED: self.times.strip(), ALWAYS: "always"}[self.often]
        chance = self.chance.strip()
        return {"fault": self.kind, **options, "times": times, "chance": "" if chance == "100 %" else chance}

    def state(self, switches: tuple[SwitchWords, ...]) -> FaultsState:
        """As the page shows it."""
        chosen = self.chosen
        return FaultsState(
            kind=ChoiceState(tuple((kind.key, kind.line) for kind in self.kinds), self.kind),
            often=ChoiceState(_OFTEN, self.often),
            times=FieldState(self.times) if self.often == COUNTED else None,
            chance=FieldState(self.chance),
            options=() if chosen is None else tuple(self._option(one) for one in chosen.options),
            switches=switches,
            failed=self.failed,
            clear=ALLOWED if switches else refused("No fault is switched on"),
        )

    def _option(self, option: FaultOption) -> OptionState:
        text = self._value(option)
        if option.choices:
            return OptionState(option.key, option.label, choice=ChoiceState(option.choices, text))
        under = f"Left empty: {option.without}" if option.without else ""
        shown = FieldState(text, under=under)
        return OptionState(option.key, option.label, field=shown, like=f"such as {option.like}")

    def _value(self, option: FaultOption) -> str:
        """What is filled in; of a choice that this kind does not offer, its first one."""
        text = self.filled.get(option.key, "")
        keys = [key for key, _ in option.choices]
        return text if not keys or text in keys else keys[0]
