"""The engine's memory and its calendar: what is so now, and at which moment something is due."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from types import EllipsisType
from typing import Any

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.delivery.fluid import Fluid, fluid_of
from programmer.delivery.happenings import Happening, Hold
from programmer.delivery.ledger import Ledger
from programmer.delivery.motor import Amount, Course, Motor
from programmer.delivery.orders import KINDS, orders_of
from programmer.delivery.path import Path, length_of, tubing_of
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime

NEVER = 1 << 200
"""Later than any moment, and more than any number of ticks."""
ERI_DAYS = 90


class Core:
    """What must be known of a pump. All times are whole microseconds on the engine's one elapsed time."""

    __slots__ = (
        "alarms",
        "battery_end",
        "bolus_blocked",
        "build",
        "length_mm",
        "earlier_today",
        "happened",
        "holds",
        "in_session",
        "last_end",
        "ledger",
        "life",
        "loose",
        "mode_since",
        "motor",
        "now",
        "opening",
        "program",
        "stalled_by",
        "starts",
        "stopped_since",
        "t_battery",
        "t_course",
        "t_day",
        "t_level",
        "t_long",
        "t_next",
        "t_notice",
        "t_periodic",
        "t_rare",
        "t_restart",
        "to_dry",
        "to_empty",
        "to_low",
        "day_ticks",
        "told",
        "told_from",
        "under_way",
    )

    def __init__(
        self,
        build: PumpBuild,
        program: PumpProgram,
        *,
        now: int = 0,
        believed: Nanolitres,
        reservoir: Nanolitres | None = None,
        contents: Fluid | None = None,
        path: Fluid | EllipsisType | None = ...,
        made_at: int | None = None,
        calibration_ppm: int = 0,
        keep: int | None = None,
        also: Sequence[Fraction] = (),
    ) -> None:
        self.build, self.program, self.now = build, program, now
        self.length_mm = build.catheter.length_mm
        self.motor = Motor(orders_of(program, build.flow_step, also), build.stroke_fl, 0)
        self._fill(believed, reservoir, contents, path, calibration_ppm)
        self._clear_memory(keep)
        self._set_calendar(now if made_at is None else made_at)

    def _fill(
        self,
        believed: Nanolitres,
        reservoir: Nanolitres | None,
        contents: Fluid | None,
        path: Fluid | EllipsisType | None,
        ppm: int,
    ) -> None:
        held = fluid_of(self.program.drugs) if contents is None else contents
        in_path = held if isinstance(path, EllipsisType) else path
        whole = (believed if reservoir is None else reservoir).value * FEMTOLITRES_PER_NANOLITRE
        hollow = Path(tubing_of(self.build.catheter), length_of(self.build.catheter, self.length_mm), in_path)
        self.ledger = Ledger(self.build.stroke_fl, whole, held, hollow)
        self.ledger.ppm = ppm
        self.told: int = believed.value * FEMTOLITRES_PER_NANOLITRE
        self.told_from: Amount = 0
        self.life: Amount = 0

    def _clear_memory(self, keep: int | None) -> None:
        self.under_way: list[Course] = []
        self.opening: Course | None = None
        self.mode_since: int | None = None
        self.starts: deque[int] = deque()
        self.last_end: int | None = None
        self.holds: set[Hold] = set()
        self.alarms: set[AlarmKind] = set()
        self.bolus_blocked = False
        self.stalled_by: set[str] = set()
        self.in_session = False
        self.stopped_since: int | None = None
        self.day_ticks = [0] * len(KINDS)
        self.earlier_today: list[tuple[tuple[DrugFill, ...], Amount]] = []
        self.happened: deque[tuple[Any, ...]] = deque(maxlen=keep)

    def _set_calendar(self, made_at: int) -> None:
        days = self.build.battery_days
        self.battery_end = NEVER if days is None else made_at + days * MICROSECONDS_PER_DAY
        self.t_course = self.t_periodic = self.t_level = self.t_rare = NEVER
        self.t_long = self.t_notice = self.t_restart = self.t_battery = NEVER
        self.to_low = self.to_empty = self.to_dry = NEVER
        self.loose = False
        self.t_day = self.next_midnight()
        self.t_next = NEVER

    # ---- the clock ----------------------------------------------------------------------------------------------

    @property
    def clock(self) -> int:
        """What the pump's own clock shows."""
        return self.now + self.motor.offset

    @property
    def pump_time(self) -> PumpTime:
        """The same as a moment of that clock."""
        return PumpTime(self.clock)

    def next_midnight(self) -> int:
        """When the pump's day ends."""
        clock = self.clock
        return self.now - clock % MICROSECONDS_PER_DAY + MICROSECONDS_PER_DAY

    def begin_day(self) -> None:
        """The pump's day begins now: "today" is counted from here."""
        self.day_ticks, self.earlier_today = self.motor.ticks_by_kind(self.now), []
        self.t_day = self.next_midnight()

    # ---- what happened ------------------------------------------------------------------------------------------

    def record(self, kind: type[Happening], *of: object) -> None:
        """Note that something happened now; it is put into its words when somebody takes it."""
        self.happened.append((kind, self.now, self.now + self.motor.offset, *of))

    def take_happened(self) -> list[Happening]:
        """What happened since the last time somebody asked, in order; forgotten by this."""
        found = [kind(at, PumpTime(clock), *of) for kind, at, clock, *of in self.happened]
        self.happened.clear()
        return found

    # ---- what the pump believes ---------------------------------------------------------------------------------

    @property
    def believed_fl(self) -> Amount:
        """Femtolitres that the pump takes to be in its reservoir."""
        return max(0, self.told - (self.motor.pushed(self.now) - self.told_from))

    @property
    def life_fl(self) -> Amount:
        """Femtolitres that the pump takes to have delivered since it was made."""
        return self.life + self.told - self.believed_fl

    @property
    def empty_mark_fl(self) -> int:
        """At that or less the pump takes itself for empty."""
        return self.build.empty_mark.value * FEMTOLITRES_PER_NANOLITRE

    def settle(self) -> None:
        """Book what is truly so up to now, before something about it changes."""
        self.ledger.settle(self.motor.pushed(self.now), self.motor.pushed_by_kind(self.now))

    # ---- when a level is reached --------------------------------------------------------------------------------

    def aim(self) -> None:
        """Work out anew how many ticks bring the reservoir to its marks."""
        motor, low, empty = self.motor, AlarmKind.LOW_RESERVOIR, AlarmKind.EMPTY_RESERVOIR
        mark = self.build.low_mark.value * FEMTOLITRES_PER_NANOLITRE
        spent = self.told_from + self.told
        self.to_low = NEVER if low in self.alarms else motor.target(spent - mark)
        self.to_empty = NEVER if empty in self.alarms else motor.target(spent - self.empty_mark_fl)
        dry = self.ledger.dry_at()
        self.to_dry = NEVER if dry is None else motor.target(dry)
        self.plan_level()

    def plan_level(self) -> None:
        """When a level may be reached next. Far from it a bound that holds whatever is pushed, near it the moment."""
        target, now = min(self.to_low, self.to_empty, self.to_dry), self.now
        greatest = self.greatest_flow()
        self.loose = False
        if target == NEVER:
            self.t_level = NEVER
            return
        gap = target - self.motor.commanded(now)
        if gap <= 0:
            self.t_level = now
            return
        if not self.motor.flow_possible:
            self.t_level = NEVER
            return
        bound = -(-gap // greatest) if greatest else NEVER
        if bound > _NEAR_US:
            self.loose, self.t_level = True, now + bound
            return
        wait = self.motor.wait(target, now)
        self.t_level = NEVER if wait is None else now + wait

    def greatest_flow(self) -> int:
        """Ticks per microsecond that no moment exceeds, whatever runs."""
        most = self.motor.orders.greatest_flow
        given = max((one.flow for one in self.under_way), default=0)
        return max(most, self.motor.orders.basal.greatest + given)


_NEAR_US = 2 * 3_600 * 1_000_000
