"""The one place where a run puts the link together: channel, exchange and whom both sides trust."""

from __future__ import annotations

from programmer.clock import Clock
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import Randomness
from programmer.simulator.site import PumpSite
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import Trust
from tests.support.trusted import stranger


def acquainted(site: PumpSite, seed: int) -> Trust:
    """A workstation that was paired with this pump before; its keys outlive every life of the programmer."""
    trust = stranger(seed)
    site.introduce(trust)
    return trust


def driver_over(
    channel: ByteChannel, clock: Clock, attention: Attention, randomness: Randomness, trust: Trust
) -> ImplantDriver:
    """The production driver over a channel."""
    return ImplantDriver(Transceiver(channel, Exchange(randomness, trust), clock, attention))
