"""The page of the link: figures, frames that are read aloud, and the pumps that are trusted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.clock import ManualClock
from programmer.known_error import RefusedError
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import Frame, FrameDecoder, encode_frame
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.trust import PairedPump, TrustInMemory
from programmer.therapy.alarms import Priority
from programmer.ui import phrases
from programmer.ui.link_tap import MOST_FRAMES, LinkTap
from programmer.ui.viewmodels.header_link import Silence, link_words
from programmer.ui.viewmodels.link_figures import LATELY_US, Throughput
from programmer.ui.viewmodels.link_frames import message_words
from programmer.ui.viewmodels.link_state import LinkPart, LinkState
from programmer.ui.viewmodels.story import Contact, PumpStory, TaskUnderWay
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.tasks import EndVisit, Interrogate, Settle, Task
from tests.ui.pump_bench import Bench

STATUS = 0x0606


def state(bench: Bench) -> LinkState:
    return bench.workstation.link.state


def figures(facts: tuple[Fact, ...]) -> dict[str, str]:
    return {fact.label: fact.value.replace("\u00a0", " ") for fact in facts}


@pytest.fixture
def watched(bench: Bench) -> Bench:
    """A pump that is connected while somebody looks at the link."""
    bench.workstation.link.watch(True)
    bench.connect()
    bench.run(2)
    bench.workstation.link.look()
    return bench


def status_requests(count: int) -> list[FrameSeen]:
    return [FrameSeen(True, Frame(0, STATUS, 1, number, b""), 35, "sent") for number in range(1, count + 1)]


def rows(bench: Bench) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\u00a0", " ") for cell in line.cells) for line in state(bench).frames]


# ---- frames -----------------------------------------------------------------------------------------------------


def test_every_frame_from_the_greeting_on_is_listed(watched: Bench) -> None:
    names = [row[2] for row in rows(watched)]
    assert names[:4] == ["HELLO", "HELLO, answer", "SESSION", "SESSION, answer"]
    assert names[-2:] == ["STATUS", "STATUS, answer"]


def test_a_frame_tells_way_counter_length_and_verdict(watched: Bench) -> None:
    sent, came = rows(watched)[-2:]
    assert sent[1] == "→ to pump"
    assert came[1] == "← from pump"
    assert int(came[3]) == int(sent[3]) > 8
    assert sent[4] == "35 bytes"
    assert (sent[5], came[5]) == ("sent", "taken")


def test_a_chosen_frame_is_read_aloud_with_units(watched: Bench) -> None:
    watched.workstation.link.choose_frame(state(watched).frames[-1].number)
    chosen = state(watched).chosen
    assert chosen is not None
    assert chosen.title.startswith("STATUS, answer")
    assert ", sealed" in chosen.envelope
    fields = dict(chosen.fields)
    assert fields["status"] == "OK"
    assert any("mcg" in value or "ng" in value for value in fields.values())
    assert any("nL" in value or "mL" in value for value in fields.values())


def test_a_repeated_request_says_that_it_is_one(watched: Bench) -> None:
    watched.line.lose_request(watched.line.next_request)
    watched.run(2)
    watched.workstation.link.look()
    assert "again" in [row[5] for row in rows(watched)]
    assert figures(state(watched).quality)["Sent again"] == "1"


def test_while_nobody_looks_nothing_is_drawn_and_nothing_is_lost(bench: Bench) -> None:
    bench.connect()
    assert state(bench) == LinkState()
    bench.workstation.link.watch(True)
    assert rows(bench)[0][2] == "HELLO"


def test_a_burst_brings_no_more_lines_than_the_list_holds(bench: Bench) -> None:
    for seen in status_requests(20_000):
        bench.tap.see(seen)
    bench.workstation.link.watch(True)
    assert len(state(bench).frames) == MOST_FRAMES
    assert state(bench).frames[-1].cells[3] == "20,000"


def test_a_paused_list_stands_still_and_counts_what_passes(watched: Bench) -> None:
    watched.workstation.link.pause()
    before = state(watched).frames
    watched.run(3)
    watched.workstation.link.look()
    assert state(watched).frames == before
    assert int(state(watched).paused.partition("; ")[2].partition(" ")[0]) >= 4
    watched.workstation.link.pause()
    assert not state(watched).paused
    assert len(state(watched).frames) > len(before)


def test_the_tap_gives_only_what_is_newer_than_what_was_taken() -> None:
    tap = LinkTap(ManualClock())
    for seen in status_requests(3):
        tap.see(seen)
    assert [one.number for one in tap.since(1)] == [2, 3]
    assert tap.since(3) == ()
    assert tap.passed == (3, 105)


def test_what_a_line_before_answered_is_no_answer_of_this_one() -> None:
    tap = LinkTap(ManualClock())
    tap.count(LinkStatistics(answers=3))
    assert tap.answered_utc_us is not None
    tap.count(LinkStatistics())
    assert tap.answered_utc_us is None


# ---- figures ----------------------------------------------------------------------------------------------------


def test_round_trip_counters_and_throughput_have_their_units(watched: Bench) -> None:
    assert state(watched).figure.unit == "ms"
    assert state(watched).figure.under.replace("\u00a0", " ").endswith("bytes per second")
    assert figures(state(watched).trust)["Sessions opened"] == "1"
    assert int(figures(state(watched).trust)["Counter sent"]) >= 8


def test_throughput_is_of_the_last_seconds_alone() -> None:
    throughput = Throughput()
    throughput.sample(0, 0)
    told = [throughput.per_second]
    for now_us in (1_000_000, 1_000_000 + LATELY_US):
        throughput.sample(now_us, 500)
        told.append(throughput.per_second)
    assert told == [None, 500, 0]


def test_the_round_trip_of_a_lost_link_is_of_before(watched: Bench) -> None:
    watched.line.lose_all_requests()
    watched.run(8)
    assert state(watched).figure.stale
    assert "lost since" in state(watched).line


def test_counters_go_on_while_a_lost_pump_is_called(watched: Bench) -> None:
    watched.line.lose_all_requests()
    watched.run(8)
    first = figures(state(watched).quality)
    watched.run(8)
    watched.workstation.link.look()
    later = figures(state(watched).quality)
    for label in ("Requests", "Sent again", "Silences, given up"):
        assert int(later[label]) > int(first[label]) > 0
    assert later["Answered"] == first["Answered"]


def test_a_stop_that_nobody_answers_is_counted_while_it_is_repeated(
    watched: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look in the middle of the waiting shows it, though the pump's thread has told nothing meanwhile."""
    seen: dict[int, tuple[str, str, str]] = {}
    line, link, sent = watched.line, watched.workstation.link, len(watched.line.requests)
    read, session = line.read, int(figures(state(watched).trust)["Counter sent"])

    def look_while_waiting(timeout_us: int) -> bytes:
        if (number := len(line.requests) - sent) not in seen:
            link.look()
            now, said = state(watched), state(watched).line.rpartition(phrases.DOT)[2]
            seen[number] = (figures(now.quality)["Sent again"], figures(now.trust)["Counter sent"], said)
        return read(timeout_us)

    line.lose_all_requests()
    monkeypatch.setattr(line, "read", look_while_waiting)
    watched.pump.stop_pump()
    watched.turn()
    assert seen[1] == ("0", str(session + 1), "every frame of the session is sealed")
    assert seen[3] == ("2", str(session + 1), "no answer to the last 3 frames sent")
    assert seen[10] == ("9", str(session + 1), "no answer to the last 10 frames sent")


def said_by_the_header(bench: Bench) -> tuple[str, Tone]:
    header = bench.workstation.header.state.header
    return header.link, header.link_tone


def said_while_waiting(bench: Bench, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[str]:
    """What the header says of the link, beat by beat of the window, while something waits on a silent line."""
    seen: list[str] = []
    line, next_beat_us = bench.line, 0
    read = line.read

    def beat_while_waiting(timeout_us: int) -> bytes:
        nonlocal next_beat_us
        if bench.clock.monotonic_us() < next_beat_us:
            return read(timeout_us)
        next_beat_us = bench.clock.monotonic_us() + 200_000
        bench.workstation.tick()
        words, tone = said_by_the_header(bench)
        assert (tone is Tone.DANGER) == ("o answer" in words or words.startswith("Lost"))
        if not seen or seen[-1] != words:
            seen.append(words)
        return read(timeout_us)

    with monkeypatch.context() as patched:
        patched.setattr(line, "read", beat_while_waiting)
        act()
    return seen


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize(
    ("ask", "before"),
    [
        (lambda bench: bench.pump.submit(Interrogate()), "Busy"),
        (lambda bench: bench.pump.stop_pump(), "Busy"),
        (lambda bench: bench.clock.wait_us(1_000_000), "Ready"),
    ],
    ids=["a reading", "STOP", "nothing but the status"],
)
def test_the_header_says_since_when_nothing_answers_whatever_is_under_way(
    watched: Bench, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Bench], object], before: str
) -> None:
    answered_us = watched.tap.answered_utc_us
    assert answered_us is not None
    watched.line.lose_all_requests()
    ask(watched)
    seen = said_while_waiting(watched, monkeypatch, watched.turn)
    since = phrases.local_clock(answered_us, watched.clock.local_offset_us(), seconds=True)
    told = [words.partition(phrases.DOT)[0] for words in seen]
    assert told[told.index(before) + 1] == f"No answer since {since}"
    watched.turn()
    assert said_by_the_header(watched)[0].startswith("Lost ")
    watched.line.lose_all_requests(False)
    watched.run(6)
    assert said_by_the_header(watched)[0].startswith("Ready")


@pytest.mark.parametrize("task", [Settle(), Interrogate(), EndVisit()])
def test_silence_goes_before_whatever_task_waits_for_it_and_not_before_a_thread_that_broke(
    task: Task,
) -> None:
    story = PumpStory(contact=Contact.HELD, tasks=(TaskUnderWay(task, begun=True),))
    assert link_words(story, Silence(0), 0) == ("No answer since 00:00:00", Tone.DANGER)
    assert link_words(story, None, 0)[1] is Tone.ACCENT
    for contact in (Contact.HELD, Contact.LOST):
        broken = replace(story, broken="trace", contact=contact)
        assert link_words(broken, Silence(0), 0) == ("Broken down", Tone.DANGER)


def test_while_nothing_has_answered_yet_connecting_says_so_and_what_was_before_it_does_not_count(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.line.lose_all_requests()
    for _attempt in range(2):
        bench.workstation.connect_page.connect_pump()
        assert said_by_the_header(bench)[0] == "Connecting…"
        seen = said_while_waiting(bench, monkeypatch, bench.turn)
        assert seen == ["Connecting…", "Connecting, no answer"]
        assert said_by_the_header(bench)[0] == "No pump"
    bench.line.lose_all_requests(False)
    assert said_while_waiting(bench, monkeypatch, bench.connect)[0] == "Connecting…"
    assert said_by_the_header(bench)[0].startswith("Ready")


def test_a_damaged_frame_is_a_matter_of_the_line_and_no_alarm(watched: Bench) -> None:
    watched.line.corrupt_reply(watched.line.next_reply, 40)
    watched.run(3)
    watched.workstation.link.look()
    assert figures(state(watched).quality)["CRC failures"] == "1"
    assert figures(state(watched).trust)["Tag failures"] == "0"
    quiet = [line for line in state(watched).frames if line.quiet]
    assert [line.cells[5] for line in quiet] == ["checksum wrong"]
    assert watched.workstation.banner.state.alarms == ()
    assert watched.workstation.header.state.header.link_note == ""


def test_what_the_pump_did_not_take_is_told_by_the_pumps_own_count(watched: Bench) -> None:
    watched.line.corrupt_request(watched.line.next_request, 40)
    watched.run(7)
    watched.workstation.link.look()
    counted = figures(state(watched).by_pump)
    assert counted["CRC failures, no frame"] == "1"
    assert counted["Tag failures"] == "0"


def test_the_pump_is_asked_for_its_count_now_and_then_and_only_while_somebody_looks(watched: Bench) -> None:
    link = watched.workstation.link

    def questions_within(seconds: float) -> int:
        before = watched.tap.passed[0]
        watched.run(seconds)
        names = [message_words(one.seen.frame) for one in watched.tap.since(before) if one.seen.frame]
        return names.count("LINK_COUNTERS")

    assert questions_within(20) == 4
    link.watch(False)
    assert questions_within(20) == 0


def test_a_frame_that_comes_twice_is_not_believed_and_stands_in_the_header(watched: Bench) -> None:
    watched.line.duplicate_reply(watched.line.next_reply)
    watched.run(3)
    watched.workstation.link.look()
    assert watched.workstation.header.state.header.link_note == "1 frame not believed"
    assert [line.cells[5] for line in state(watched).frames if line.distrusted] == ["counter used before"]
    assert watched.workstation.banner.state.alarms == ()


def test_a_frame_that_the_pump_did_not_seal_is_told_across_the_window(
    watched: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge_next_reply(watched, monkeypatch)
    watched.run(4)
    watched.workstation.link.look()
    assert figures(state(watched).trust)["Tag failures"] == "1"
    told = [line for line in watched.workstation.banner.state.alarms if line.key == "tag-failures"]
    assert [line.priority for line in told] == [Priority.LOW]
    assert "1 frame was not sealed by this pump" in told[0].words
    assert watched.workstation.desk.story.live
    watched.run(3)
    assert any(line.key == "tag-failures" for line in watched.workstation.banner.state.alarms)


def forge_next_reply(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody on the line changes a sealed reply, and makes its checksum fit."""
    forged: list[bytes] = []
    send = bench.line._send_reply

    def meddle(reply: bytes) -> None:
        (frame,) = FrameDecoder().receive(reply)
        if forged or not isinstance(frame, Frame):
            send(reply)
            return
        forged.append(reply)
        fields = (frame.flags, frame.opcode, frame.session, frame.counter, frame.payload)
        send(encode_frame(Frame(*fields, bytes(16))))

    monkeypatch.setattr(bench.line, "_send_reply", meddle)


# ---- paired pumps -----------------------------------------------------------------------------------------------


def look_at_pumps(bench: Bench) -> None:
    bench.workstation.link.watch(True)
    bench.workstation.link.choose_part(LinkPart.PUMPS)
    bench.turn()


def test_the_key_store_is_asked_only_by_who_wants_to_see_the_pumps(bench: Bench) -> None:
    bench.workstation.link.watch(True)
    assert not bench.pairings.waiting
    assert state(bench).pairings.pumps is None
    look_at_pumps(bench)
    pumps = state(bench).pairings.pumps
    assert pumps is not None
    assert [pump.serial for pump in pumps] == ["RF20-10432"]


def test_a_pump_is_forgotten_in_two_steps(bench: Bench) -> None:
    look_at_pumps(bench)
    (pump,) = state(bench).pairings.pumps or ()
    link = bench.workstation.link
    link.forget()
    bench.turn()
    assert bench.trust.paired()
    link.choose_pump(pump.key)
    link.ask_to_forget()
    assert "RF20-10432" in state(bench).pairings.question
    link.keep()
    assert not state(bench).pairings.question
    link.ask_to_forget()
    link.forget()
    bench.turn()
    assert bench.trust.paired() == ()
    assert state(bench).pairings.pumps == ()
    assert "trusted no more" in state(bench).pairings.done


def test_a_pump_that_is_connected_is_not_forgotten(watched: Bench) -> None:
    look_at_pumps(watched)
    (pump,) = state(watched).pairings.pumps or ()
    link = watched.workstation.link
    link.choose_pump(pump.key)
    assert "end the visit first" in state(watched).pairings.forget.why_not
    link.ask_to_forget()
    link.forget()
    watched.turn()
    assert watched.trust.paired()


class LockedTrust(TrustInMemory):
    """Keys in a store that is locked."""

    def paired(self) -> tuple[PairedPump, ...]:
        raise RefusedError("The keys cannot be read", "The key store is locked", "Unlock it")


def test_keys_that_cannot_be_read_say_why(bench: Bench) -> None:
    bench.trust = LockedTrust(bench.trust.workstation())
    look_at_pumps(bench)
    trouble = state(bench).pairings.trouble
    assert trouble is not None
    assert trouble.why == "The key store is locked"
