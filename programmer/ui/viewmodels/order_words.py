"""What an order does and does not, before it is confirmed, in facts and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.records.rows import IntentKind
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.moments import clock_text_seen_from, moment_text
from programmer.therapy.notation import duration_text, fill_text, volume_text
from programmer.therapy.pump import BolusKind, Delivery, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, Nanolitres, Seconds
from programmer.ui import phrases
from programmer.ui.viewmodels.orders_state import OrderKind
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.alarm_words import ALARMS
from programmer.visit.interrogation import Interrogation

ORDER_OF = {
    IntentKind.GIVE_BOLUS: OrderKind.BOLUS,
    IntentKind.CANCEL_BOLUS: OrderKind.CANCEL,
    IntentKind.ACKNOWLEDGE: OrderKind.ACKNOWLEDGE,
    IntentKind.SET_CLOCK: OrderKind.CLOCK,
    IntentKind.TELL_REFILL: OrderKind.REFILL,
}
"""As what the page knows a command."""
TITLES = {
    OrderKind.BOLUS: "Single bolus now",
    OrderKind.CANCEL: "Cancel the single bolus",
    OrderKind.ACKNOWLEDGE: "Acknowledge alarms",
    OrderKind.CLOCK: "Set the pump's clock",
    OrderKind.REFILL: "Tell the pump of a refill",
}
WORDS = {
    OrderKind.BOLUS: "Given once and now, on top of the program, which stays as it is.",
    OrderKind.CANCEL: (
        "What was not given yet is not given and not made up for. The program goes on as it is."
    ),
    OrderKind.ACKNOWLEDGE: (
        "Says that you have seen them. Those that are over end; one whose cause lasts stays. "
        "It puts nothing right and starts no delivery: a pump that is stopped stays stopped until it is resumed."
    ),
    OrderKind.CLOCK: (
        "Schedules and periodic boluses follow the pump's clock from then on. Nothing else is changed, and the "
        "pump's log keeps both times."
    ),
    OrderKind.REFILL: (
        "Only what the pump counts as its level is changed: fill the reservoir first. Drug, concentration and "
        "program stay; another drug or concentration is told on the Program page."
    ),
}
CONFIRM = {
    OrderKind.BOLUS: ("Hold to give the bolus", "bolus"),
    OrderKind.CANCEL: ("Hold to cancel the bolus", "cancel"),
    OrderKind.ACKNOWLEDGE: ("Hold to acknowledge", "seen"),
    OrderKind.CLOCK: ("Hold to set the clock", "clock"),
    OrderKind.REFILL: ("Hold to tell the pump", "refill"),
}
"""The words on the button that is held, and what is typed instead."""
LEAVE = {
    OrderKind.BOLUS: "Give no bolus",
    OrderKind.CANCEL: "Let it go on",
    OrderKind.ACKNOWLEDGE: "Leave them",
    OrderKind.CLOCK: "Leave the clock",
    OrderKind.REFILL: "Tell nothing",
}


def cancel_facts(story: PumpStory, status: PumpStatus) -> Iterator[Fact]:
    """The bolus that is cut: how large where this window gave it, and until when it would run."""
    order = story.order
    if order is not None and order.kind is IntentKind.GIVE_BOLUS:
        yield Fact("Asked for here", order.asked)
    if status.bolus is BolusKind.SINGLE and status.bolus_until is not None:
        left = max(0, status.bolus_until.value - status.pump_time.value) // MICROSECONDS_PER_SECOND
        ends = clock_text_seen_from(status.pump_time, status.bolus_until, seconds=True)
        words = f"at {ends} by the pump's clock"
        yield Fact("It would end", f"{words}, {duration_text(Seconds(left))} from now" if left else words)
    else:
        yield Fact("It waits", "until the patient bolus under way is over")


def alarm_facts(status: PumpStatus) -> Iterator[Fact]:
    """The alarms that wait to be seen, and that delivery stays as it is."""
    for number, kind in enumerate(status.latched_alarms, start=1):
        yield Fact(f"Alarm {number}", ALARMS[kind])
    running = status.delivery is Delivery.RUNNING
    yield Fact("Delivery", "runs, and goes on" if running else "stopped, and stays stopped")


def clock_facts(status: PumpStatus, wall_us: int, pump_us: int) -> Iterator[Fact]:
    """Both clocks, ``pump_us`` as the pump's shows at the moment of ``wall_us``."""
    shown, wall = type(status.pump_time)(pump_us), type(status.pump_time)(wall_us)
    yield Fact("The pump's clock shows", moment_text(shown, seconds=True))
    yield Fact("It will show", f"{moment_text(wall, seconds=True)}, this workstation's time")
    yield Fact("The pump's clock is", difference_words(pump_us - wall_us))


def difference_words(pump_minus_wall_us: int) -> str:
    """``4 s behind this workstation``."""
    words = phrases.clock_difference(pump_minus_wall_us)
    if words == "agrees":
        return "as this workstation's, to the second"
    return f"{words}{' of' if words.endswith('ahead') else ''} this workstation"


def refill_facts(
    volume: Nanolitres | None, found: Interrogation, status: PumpStatus, drugs: LibraryInForce
) -> Iterator[Fact]:
    """What the pump believes, what it is told, and what that is a change of."""
    yield Fact("The pump believes it holds", volume_text(status.reservoir, places=3))
    if volume is not None:
        yield Fact("It will be told", volume_text(volume))
        change = Fraction(volume.value - status.reservoir.value)
        words = "more" if change > 0 else "less"
        yield Fact("Difference", f"{volume_text(abs(change), places=3)} {words}" if change else "none")
    yield Fact("It can hold", volume_text(found.limits.capacity))
    yield Fact("Low-reservoir alarm at", volume_text(found.limits.low_reservoir_mark))
    yield Fact("Drug in it, unchanged", fill_text(found.program.drugs, drugs.shown_name))


def refill_notices(volume: Nanolitres | None, found: Interrogation, status: PumpStatus) -> Iterator[Notice]:
    """What is odd about it; nothing of it keeps anybody from telling the truth."""
    if volume is None:
        return
    if volume <= found.limits.low_reservoir_mark:
        words = "That is at or below the low-reservoir mark.", "The pump will raise its alarm."
        yield Notice(NoticeKind.CAUTION, *words)
    elif volume <= status.reservoir:
        words = "That is no more than the pump believes it holds already.", "Check the volume."
        yield Notice(NoticeKind.CAUTION, *words)
