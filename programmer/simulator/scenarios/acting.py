"""Carries out one action of a scenario on a pump at its site, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from programmer.delivery.hands import Drawn, FillRefused
from programmer.device.implant.codes import Status
from programmer.randomness import Randomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import FaultKind
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.scenarios.actions import (
    Action,
    Aspirate,
    BatteryLeft,
    Calibrate,
    ChangeCatheter,
    Drift,
    Dye,
    Fill,
    GiveBolus,
    Leak,
    LinkFault,
    Place,
    SetClock,
    Switch,
    TelemetryMode,
    TellRefill,
    TrimCatheter,
    Withdraw,
    WriteProgram,
)
from programmer.simulator.scenarios.events import Word, volume_number
from programmer.simulator.scenarios.quantities import WHOLE_PPM
from programmer.simulator.scenarios.request_reasons import REQUEST_REASONS, status_reason
from programmer.simulator.site import PumpSite
from programmer.therapy.limits import check_program
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import PumpTime

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Deed:
    """What an action itself tells, beside what the pump says has happened: a kind of event, and more."""

    kind: str
    more: dict[str, Word] = field(default_factory=dict)


class Actor:
    """Whoever acts on the pump at a site: hands, chance, another programmer. ``true_clock`` tells the local time."""

    def __init__(self, site: PumpSite, randomness: Randomness, true_clock: Callable[[], PumpTime]) -> None:
        self._site = site
        self._randomness = randomness
        self._true_clock = true_clock
        self._drift: int | None = None

    @property
    def _pump(self) -> SimulatedPump:
        return self._site.pump

    def do(self, action: Action) -> list[Deed]:
        """Carry out an action at the site's present moment."""
        match action:
            case Switch():
                return self._switch(action)
            case WriteProgram() | GiveBolus() | SetClock() | TellRefill():
                return self._request(action)
            case Withdraw() | Fill() | Aspirate() | Dye() | ChangeCatheter() | TrimCatheter():
                return self._hand(action)
            case Leak() | Calibrate() | Drift() | TelemetryMode() | BatteryLeft() | LinkFault():
                return self._condition(action)

    # ---- what needs nothing but its moment ------------------------------------------------------------------

    def _switch(self, switch: Switch) -> list[Deed]:
        if switch is Switch.STOP:
            self._pump.stop(self._token())
            return []
        if switch is Switch.RESUME:
            answer = self._pump.resume(self._token())
            return [_refused("resume", status_reason(answer))] if isinstance(answer, Status) else []
        if switch is Switch.EMPTY:
            return [_drawn("withdrawn", self._pump.hands.empty())]
        if switch is Switch.PRESS:
            self._pump.press_button()
            return []
        return self._condition_switch(switch)

    def _condition_switch(self, switch: Switch) -> list[Deed]:
        pump = self._pump
        if switch in {Switch.ENTER_SCANNER, Switch.LEAVE_SCANNER}:
            return self._scanner(enters=switch is Switch.ENTER_SCANNER)
        simple: dict[Switch, tuple[Callable[[], object], str, dict[str, Word]]] = {
            Switch.STALL: (pump.stall, "", {}),
            Switch.RECOVER: (pump.recover, "", {}),
            Switch.OCCLUDE: (lambda: pump.occlude(True), "occluded", {}),
            Switch.CLEAR_OCCLUSION: (lambda: pump.occlude(False), "occlusion-cleared", {}),
            Switch.DISCONNECT: (lambda: pump.leak(WHOLE_PPM), "disconnected", {}),
            Switch.MEND: (lambda: pump.leak(0), "mended", {}),
            Switch.MEMORY_ERROR: (pump.memory_error, "memory-error", {}),
            Switch.RESET: (pump.reset, "reset", {}),
            Switch.INTERROGATE: (pump.interrogated, "interrogated", {}),
        }
        act, kind, more = simple[switch]
        act()
        return [Deed(kind, more)] if kind else []

    def _scanner(self, *, enters: bool) -> list[Deed]:
        hands = self._pump.hands
        if hands.in_scanner is enters:
            because = "it is in the scanner already" if enters else "it is not in the scanner"
            return [Deed("scanner-unchanged", {"because": because})]
        (hands.enter_scanner if enters else hands.leave_scanner)()
        return [Deed("scanner-entered" if enters else "scanner-left")]

    # ---- hands ----------------------------------------------------------------------------------------------

    def _hand(self, action: Withdraw | Fill | Aspirate | Dye | ChangeCatheter | TrimCatheter) -> list[Deed]:
        hands = self._pump.hands
        match action:
            case Withdraw(volume):
                return [_drawn("withdrawn", hands.withdraw(volume))]
            case Aspirate(volume):
                return [_drawn("aspirated", hands.aspirate(volume))]
            case Dye(volume):
                return [Deed("dye-given", {"volume_nl": hands.dye(volume).value})]
            case ChangeCatheter(length_mm, filled):
                hands.change_catheter(length_mm, filled=filled)
                return [Deed("catheter-changed", {"length_mm": self._pump.engine.catheter.length_mm})]
            case TrimCatheter(length_mm) if length_mm > self._pump.engine.catheter.length_mm:
                return [Deed("trim-refused", {"length_mm": length_mm})]
            case TrimCatheter(length_mm, filled):
                hands.trim(length_mm, filled=filled)
                return [Deed("catheter-trimmed", {"length_mm": length_mm})]
            case Fill():
                return [self._fill(action)]

    def _fill(self, fill: Fill) -> Deed:
        hands = self._pump.hands
        drugs = fill.drugs if fill.drugs is not None else self._pump.engine.program.drugs
        more: dict[str, Word] = {"volume_nl": fill.volume.value, "into": fill.into.value}
        match fill.into:
            case Place.POCKET:
                hands.fill_pocket(fill.volume, drugs)
            case Place.CATHETER_PORT:
                more["volume_nl"] = hands.fill_catheter_port(fill.volume, drugs).value
            case Place.PORT:
                refused = hands.fill(fill.volume, drugs)
                if isinstance(refused, FillRefused):
                    return Deed("fill-refused", {**more, "room_nl": self._room(refused)})
        return Deed("filled", more)

    def _room(self, refused: FillRefused) -> int | str:
        """What would fit: exact in an ideal pump, else whole nanolitres, rounded down."""
        return int(refused.room) if self._pump.model.stroke_fl else volume_number(refused.room)

    # ---- conditions -----------------------------------------------------------------------------------------

    def _condition(
        self, action: Leak | Calibrate | Drift | TelemetryMode | BatteryLeft | LinkFault
    ) -> list[Deed]:
        match action:
            case Leak(ppm):
                self._pump.leak(ppm)
                return [Deed("leak", {"share_ppm": ppm})]
            case Calibrate(ppm):
                self._pump.calibrate(ppm)
                return [Deed("calibrated", {"error_ppm": ppm})]
            case Drift(ppm):
                self._drift_by(ppm)
                return [Deed("drift", {"error_ppm": ppm})]
            case TelemetryMode(on, by_interference):
                self._telemetry(on, by_interference)
                return [Deed("telemetry", {"on": on, "by_interference": by_interference})]
            case BatteryLeft(days):
                if self._pump.battery_left(days):
                    return [Deed("battery", {"days_left": days})]
                return [_refused("battery", "end-of-service")]
            case LinkFault(fault):
                self._site.faults.arm(fault)
                return [Deed("fault-armed", {"fault": fault.kind.value})]

    def _telemetry(self, on: bool, by_interference: bool) -> None:
        """The mode ends for good, however it began, as at the end of a session over the link."""
        if by_interference:
            self._pump.interfere(on)
        else:
            self._pump.telemetry(on)
        if not on:
            self._pump.telemetry(False)
            self._pump.interfere(False)

    def _drift_by(self, ppm: int) -> None:
        """One drift at a time: another takes the place of the one before."""
        if self._drift is not None:
            self._site.faults.disarm(self._drift)
        self._drift = None
        if ppm:
            self._drift = self._site.faults.arm(Fault(FaultKind.DRIFT, times=None, ppm=ppm))

    # ---- requests -------------------------------------------------------------------------------------------

    def _request(self, action: WriteProgram | GiveBolus | SetClock | TellRefill) -> list[Deed]:
        match action:
            case GiveBolus(bolus):
                self._pump.give(bolus)
            case SetClock(to):
                self._pump.set_clock(self._true_clock() if to is None else to)
            case TellRefill(volume) if volume > self._pump.model.limits.capacity:
                return [_refused("tell-refill", "more-than-it-holds")]
            case TellRefill(volume):
                self._pump.tell_refill(volume)
            case WriteProgram(program):
                return self._write(program)
        return []

    def _write(self, program: PumpProgram) -> list[Deed]:
        """As over the link: what the model cannot deliver, and what does not follow from what it holds, is refused."""
        violations = check_program(program, self._pump.model.limits)
        if violations:
            return [_refused("program", violations[0].limit.value)]
        objection = self._pump.objection(program)
        if objection is not None:
            return [_refused("program", status_reason(objection))]
        self._pump.install(program, self._token())
        return []

    def _token(self) -> bytes:
        return self._randomness.token_bytes(TOKEN_BYTES)


def _refused(request: str, reason: str) -> Deed:
    if reason not in REQUEST_REASONS[request]:
        raise ValueError(f"{reason} is not listed among the reasons to refuse {request}")
    return Deed("request-refused", {"request": request, "reason": reason})


def _drawn(kind: str, drawn: Drawn) -> Deed:
    return Deed(kind, {"volume_nl": volume_number(drawn.volume)})
