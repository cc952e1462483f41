"""What the link promises beside the bare line, in ratios of one run: ``./run benchmark``."""

from __future__ import annotations

import gc
import os
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.link_peer import peer
from programmer.clock import SystemClock
from programmer.randomness import SeededRandomness
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.frames import FrameDecoder
from programmer.telemetry.hand_over import HandOver, hand_over
from programmer.telemetry.links.serial_link import SerialLink
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import PairedPump, TrustInMemory

ASK = 0x0606
ON_THE_LINE = 64
REQUEST = bytes(29)
BODY = bytes(23)
BLOCKS = 30
TRANSACTIONS = 300


class Recorded:
    """A conversation held beforehand, in memory, whose replies a peer plays back byte for byte."""

    def __init__(self, transactions: int) -> None:
        self.keys = PumpKeys(SeededRandomness(1))
        responder = Responder(
            SeededRandomness(2),
            self.keys,
            lambda _opcode, _payload: Answer(0x0303, BODY),
            lambda: b"",
            lambda: None,
        )
        decoder, exchange = FrameDecoder(), self.exchange()

        def told(outgoing: bytes) -> bytes:
            reply = b"".join(responder.handle(event, 0) for event in decoder.receive(outgoing))
            exchange.receive(reply)
            return reply

        self.replies = [told(exchange.greet()), told(exchange.begin_session())]
        self.replies += [told(exchange.request(ASK, REQUEST)) for _ in range(transactions)]

    def exchange(self) -> Exchange:
        """The programmer's half: each the same, to the last random byte."""
        trust = TrustInMemory(new_key_pair(SeededRandomness(3)))
        self.keys.learn(trust.workstation().public)
        public = self.keys.own.public
        trust.remember(PairedPump(fingerprint(public), public, "", 0))
        return Exchange(SeededRandomness(4), trust)


def bare_line(path: str, times: int) -> float:
    """Seconds for so many bytes there and back, with ``os.write`` and ``os.read`` alone."""
    line = os.open(path, os.O_RDWR | os.O_NOCTTY)
    request = bytes(ON_THE_LINE)
    began = time.perf_counter()
    for _ in range(times):
        os.write(line, request)
        os.read(line, 4096)
    took = time.perf_counter() - began
    os.close(line)
    return took


def bare_round() -> float:
    with peer([bytes(ON_THE_LINE)] * TRANSACTIONS) as path:
        return bare_line(path, TRANSACTIONS)


def secured_round(recorded: Recorded, ask_all: Callable[[Transceiver], float]) -> float:
    with peer(recorded.replies) as path:
        transceiver = Transceiver(SerialLink(path), recorded.exchange(), SystemClock(), Attention())
        transceiver.open()
        transceiver.open_session()
        try:
            return ask_all(transceiver)
        finally:
            assert transceiver.statistics.retries == 0
            transceiver.close()


def inline(transceiver: Transceiver) -> float:
    """Asked by the thread that owns the line."""
    began = time.perf_counter()
    for _ in range(TRANSACTIONS):
        transceiver.request(ASK, REQUEST)
    return time.perf_counter() - began


def handed_over(transceiver: Transceiver) -> float:
    """Asked by another thread, which waits for each answer."""
    asked: HandOver[bytes | None] = hand_over()
    answered: HandOver[bytes] = hand_over()

    def own() -> None:
        while (payload := asked.get()) is not None:
            answered.put(transceiver.request(ASK, payload).body)

    thread = threading.Thread(target=own)
    thread.start()
    began = time.perf_counter()
    for _ in range(TRANSACTIONS):
        asked.put(REQUEST)
        answered.get()
    took = time.perf_counter() - began
    asked.put(None)
    thread.join()
    return took


def beside_the_bare_line(benchmark: Any, ask_all: Callable[[Transceiver], float]) -> float:
    """How many times as long a secured transaction takes: the median of the blocks, in turns with the bare line."""
    recorded = Recorded(TRANSACTIONS)
    assert {len(reply) for reply in recorded.replies[2:]} == {ON_THE_LINE}
    bare: list[float] = []
    secured: list[float] = []

    def block() -> None:
        bare.append(bare_round())
        secured.append(secured_round(recorded, ask_all))

    def tidy() -> None:
        gc.collect()

    benchmark.pedantic(block, setup=tidy, rounds=BLOCKS, warmup_rounds=1)
    ratio = statistics.median(there / line for there, line in zip(secured[1:], bare[1:], strict=True))
    benchmark.extra_info |= {
        "bare_us": round(statistics.median(bare) / TRANSACTIONS * 1e6, 1),
        "secured_us": round(statistics.median(secured) / TRANSACTIONS * 1e6, 1),
        "times_as_long": round(ratio, 2),
    }
    return float(ratio)


def test_a_secured_transaction_of_64_bytes_takes_at_most_1_5_times_the_bare_line(benchmark: Any) -> None:
    assert beside_the_bare_line(benchmark, inline) <= 1.5


def test_with_the_hand_over_to_another_thread_it_takes_at_most_2_2_times(benchmark: Any) -> None:
    assert beside_the_bare_line(benchmark, handed_over) <= 2.2
