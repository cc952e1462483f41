"""The implant's driver against the simulated pump: reading, staging, commanding, and every refusal on the way."""

from __future__ import annotations

import pytest

from programmer.clock import ManualClock
from programmer.device.driver import CommandDone, CommandRefused, StagedReadback, no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import LinkTrouble, RefusedError
from programmer.randomness import SeededRandomness
from programmer.simulator.models import pump_model
from programmer.telemetry.attention import Attention, CancelWanted, StopWanted
from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.frames import FrameDecoder
from programmer.telemetry.link_troubles import LinkSilent, SessionLost
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import PairedPump
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import ChangedBy, Delivery, PumpEvent, PumpEventKind, PumpIdentity
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres
from programmer.therapy.second_opinion import second_opinion
from tests.support.programs import continuous, schedule
from tests.support.simulated import (
    DAY,
    HOUR,
    SECOND,
    Clinic,
    committed,
    done,
    factory_state,
    refused,
    staged,
)
from tests.support.trusted import stranger

MARK = Nanolitres(2_000_000)
NEW = schedule((0, 90_000), (25_200, 512_000))
LONG = schedule(*((at * 3600, 100_000 + at) for at in range(14)), drug="a" * 32)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def driver(clinic: Clinic) -> ImplantDriver:
    return clinic.connect().driver


# ---- reading --------------------------------------------------------------------------------------------------


def test_the_pump_says_who_it_is_and_that_it_is_simulated(driver: ImplantDriver) -> None:
    assert driver.identify() == PumpIdentity("RF20-10432", "Reference 20", "1.0", simulated=True)
    assert driver.session_open
    assert driver.url == "lossy:pump"


def test_the_pump_says_what_its_hardware_can_do(driver: ImplantDriver) -> None:
    assert driver.limits() == pump_model().limits
    assert driver.catheter() == pump_model().catheter
    assert driver.limits().max_steps == 14
    assert driver.catheter().length_mm == 800


def test_the_status_of_a_new_pump(clinic: Clinic, driver: ImplantDriver) -> None:
    status = driver.status()
    assert status.pump_time.value == clinic.clock.utc_us()
    assert (status.delivery, status.delivery_by) == (Delivery.RUNNING, ChangedBy.FACTORY)
    assert status.dose_rate.value == 90_000
    assert status.reservoir.value == 20_000_000
    assert (status.active_alarms, status.latched_alarms) == ((), ())
    assert status.program_hash == program_hash(encode_program(continuous(90_000)))
    assert status.state_rev == 1


def test_therapy_goes_on_while_time_passes(clinic: Clinic, driver: ImplantDriver) -> None:
    before = driver.status()
    clinic.wait(driver, 3600 * SECOND)
    after = driver.status()
    assert after.pump_time.value - before.pump_time.value == HOUR
    assert after.delivered_total.value == 7_500  # 90 mcg per day of 500 mcg/mL is 7.5 µL an hour
    assert before.reservoir - after.reservoir == after.delivered_total


@pytest.mark.parametrize("program", [continuous(90_000), NEW, LONG])
def test_the_program_in_force_is_read_whole(program: PumpProgram) -> None:
    driver = Clinic(factory_state(program=program)).connect().driver
    assert driver.read_program() == (encode_program(program), program_hash(encode_program(program)))


def test_a_program_longer_than_a_frame_is_read_in_pieces() -> None:
    clinic = Clinic(factory_state(program=schedule(*((at * 60, 100_000) for at in range(100)))))
    connection = clinic.connect()
    before = len(connection.line.requests)
    canonical, _ = connection.driver.read_program()
    assert canonical == clinic.site.pump.canonical
    assert len(canonical) > 1200
    assert len(connection.line.requests) - before == 3


# ---- staging --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("OPCA-R6.3.0-1", "OPCA-R6.8.0-2", "OPCA-R7.1.0-1")
def test_what_is_staged_comes_back_with_the_pump_s_own_arithmetic(driver: ImplantDriver) -> None:
    status = driver.status()
    told: list[tuple[int, int]] = []
    readback = driver.stage(
        encode_program(NEW), status.program_hash, status.state_rev, lambda *step: told.append(step)
    )
    assert not isinstance(readback, CommandRefused)
    assert readback.canonical == encode_program(NEW)
    assert readback.sha256 == program_hash(encode_program(NEW))
    assert readback.figures == critical_figures(NEW, status.reservoir, MARK)
    assert readback.figures == second_opinion(encode_program(NEW), status.reservoir, MARK)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.requirement("CRISYS-056", "IT-2")
def test_staging_changes_no_therapy(driver: ImplantDriver) -> None:
    before = driver.status()
    staged(driver, NEW)
    after = driver.status()
    assert (after.program_hash, after.state_rev) == (before.program_hash, before.state_rev)
    assert after.delivery is Delivery.RUNNING


def test_a_program_longer_than_a_frame_is_sent_in_chunks(driver: ImplantDriver) -> None:
    many = schedule(*((at * 60, 100_000) for at in range(100)))
    status = driver.status()
    told: list[tuple[int, int]] = []
    reply = driver.stage(
        encode_program(many), status.program_hash, status.state_rev, lambda *step: told.append(step)
    )
    assert told[:4] == [(1, 6), (2, 6), (3, 6), (4, 6)]
    assert "there are more steps than the pump can hold" in refused(reply)


@pytest.mark.requirement("CRISYS-051")
@pytest.mark.parametrize("steps", [236, 255])
def test_a_program_wrong_in_hundreds_of_places_is_refused_all_the_same(
    driver: ImplantDriver, steps: int
) -> None:
    status = driver.status()
    wrong = schedule(*((at * 60, 1) for at in range(steps)))
    reason = refused(driver.stage(encode_program(wrong), status.program_hash, status.state_rev, no_progress))
    assert "step 1, the rate is lower than the pump can deliver" in reason


@pytest.mark.requirement("GPCA-EC03", "OPCA-R5.1.0-2", "OPCA-R6.5.0-10")
def test_the_pump_s_own_limits_are_told_with_their_step(driver: ImplantDriver) -> None:
    status = driver.status()
    wrong = encode_program(schedule((0, 90_000), (60, 1), (120, 13_000_000)))
    assert refused(driver.stage(wrong, status.program_hash, status.state_rev, no_progress)) == (
        "The pump's own limit check does not allow this program: "
        "step 2, the rate is lower than the pump can deliver; "
        "step 3, the rate is higher than the pump can deliver"
    )


@pytest.mark.requirement("CRISYS-051", "IT-2")
@pytest.mark.parametrize("encoded", [b"x", b"\x02\x00" + encode_program(NEW)[2:], encode_program(NEW)[:-1]])
def test_what_is_not_a_program_is_not_verified(driver: ImplantDriver, encoded: bytes) -> None:
    status = driver.status()
    reply = driver.stage(encoded, status.program_hash, status.state_rev, no_progress)
    assert refused(reply) == "The pump does not understand this kind of program"


def test_nothing_and_too_much_are_not_staged(driver: ImplantDriver) -> None:
    status = driver.status()
    for encoded in (b"", bytes(4097)):
        reply = driver.stage(encoded, status.program_hash, status.state_rev, no_progress)
        assert refused(reply) == "The pump does not understand this kind of program"


def test_a_stage_on_another_state_than_was_seen_conflicts(driver: ImplantDriver) -> None:
    status = driver.status()
    for active_hash, state_rev in ((bytes(32), status.state_rev), (status.program_hash, 99)):
        reply = driver.stage(encode_program(NEW), active_hash, state_rev, no_progress)
        assert "The pump has changed since it was read" in refused(reply)


@pytest.mark.parametrize("done_so_far", [1, 2, 3])
def test_staging_that_is_cancelled_leaves_no_stage_behind(driver: ImplantDriver, done_so_far: int) -> None:
    def cancel_at(frames: int, _total: int) -> None:
        if frames == done_so_far:
            driver.attention.ask_to_cancel()

    status = driver.status()
    with pytest.raises(CancelWanted):
        driver.stage(encode_program(NEW), status.program_hash, status.state_rev, cancel_at)
    stage = StagedReadback(
        1,
        encode_program(NEW),
        program_hash(encode_program(NEW)),
        critical_figures(NEW, status.reservoir, MARK),
    )
    reply = driver.commit(stage, status.program_hash, status.state_rev, bytes(16))
    assert "no longer holds the staged program" in refused(reply)


def test_staging_that_is_stopped_ends_at_once(driver: ImplantDriver) -> None:
    status = driver.status()
    with pytest.raises(StopWanted):
        driver.stage(
            encode_program(NEW),
            status.program_hash,
            status.state_rev,
            lambda _done, _total: driver.attention.ask_to_stop(),
        )
    assert driver.attention.take_stop()


# ---- committing -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-002-003", "GIP-5.11", "IT-2")
def test_a_commit_makes_the_program_the_one_in_force(clinic: Clinic, driver: ImplantDriver) -> None:
    token = clinic.token()
    reply = committed(driver, NEW, token)
    status = driver.status()
    assert driver.read_program()[0] == encode_program(NEW)
    assert reply == CommandDone(status.pump_time, 2, 2, program_hash(encode_program(NEW)))
    assert (status.program_hash, status.state_rev) == (reply.active_hash, reply.state_rev)
    event = driver.read_log(reply.sequence).events[0]
    assert (event.kind, event.detail) == (PumpEventKind.PROGRAM_CHANGED, token + reply.active_hash)


def test_a_commit_sent_twice_with_one_token_is_done_once(clinic: Clinic, driver: ImplantDriver) -> None:
    readback, status, token = staged(driver, NEW), driver.status(), clinic.token()
    first = driver.commit(readback, status.program_hash, status.state_rev, token)
    second = driver.commit(readback, status.program_hash, status.state_rev, token)
    assert first == second
    assert isinstance(first, CommandDone)
    assert driver.status().state_rev == status.state_rev + 1
    assert driver.status().log.last_sequence == first.sequence


def test_a_commit_whose_reply_is_lost_is_done_once(clinic: Clinic) -> None:
    connection = clinic.connect()
    driver, line = connection.driver, connection.line
    readback, status = staged(driver, NEW), driver.status()
    line.lose_reply(line.next_reply, line.next_reply + 1)
    reply = done(driver.commit(readback, status.program_hash, status.state_rev, clinic.token()))
    assert driver.status().log.last_sequence == reply.sequence == 2


def test_a_commit_after_a_new_session_with_its_old_token_is_told_what_became_of_it(clinic: Clinic) -> None:
    connection = clinic.connect()
    driver, line = connection.driver, connection.line
    readback, status, token = staged(driver, NEW), driver.status(), clinic.token()
    line.lose_all_replies()
    with pytest.raises(LinkSilent):
        driver.commit(readback, status.program_hash, status.state_rev, token)
    line.lose_all_replies(False)
    driver.new_session()
    report = driver.token_status(token)
    assert report.reply == CommandDone(status.pump_time, 2, 2, program_hash(encode_program(NEW)))
    assert report.epoch == status.log.epoch
    assert driver.commit(readback, status.program_hash, status.state_rev, token) == report.reply
    assert driver.status().log.last_sequence == 2


def test_a_commit_still_in_the_air_cannot_act_after_the_next_session_began(clinic: Clinic) -> None:
    connection = clinic.connect()
    driver, line = connection.driver, connection.line
    readback, status, token = staged(driver, NEW), driver.status(), clinic.token()
    for number in range(line.next_request, line.next_request + 5):
        line.delay_request(number, 20 * SECOND)
    with pytest.raises(LinkSilent):
        driver.commit(readback, status.program_hash, status.state_rev, token)
    driver.new_session()
    assert driver.token_status(token).reply is None
    clinic.wait(driver, 30 * SECOND)
    assert driver.token_status(token).reply is None
    assert driver.status().program_hash == status.program_hash


def test_a_token_is_good_for_one_command_only(clinic: Clinic, driver: ImplantDriver) -> None:
    token = clinic.token()
    committed(driver, NEW, token)
    status = driver.status()
    for reply in (driver.stop(token), driver.resume(status.program_hash, status.state_rev, token)):
        assert refused(reply) == "The pump was given this command's token before, for something else"
    assert driver.status().delivery is Delivery.RUNNING


def test_a_commit_after_another_programmer_s_conflicts(clinic: Clinic) -> None:
    first = clinic.connect().driver
    seen = first.status()
    second = clinic.connect().driver
    committed(second, continuous(120_000), clinic.token())
    first.new_session()
    reply = first.stage(encode_program(NEW), seen.program_hash, seen.state_rev, no_progress)
    assert "another programmer, STOP or an alarm came between" in refused(reply)
    assert clinic.site.pump.canonical == encode_program(continuous(120_000))


def test_another_programmer_s_greeting_takes_the_stage_with_the_session(clinic: Clinic) -> None:
    first = clinic.connect().driver
    readback, status = staged(first, NEW), first.status()
    clinic.connect()
    with pytest.raises(SessionLost):
        first.status()
    first.new_session()
    reply = first.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


@pytest.mark.requirement("CRISYS-007", "OPCA-R6.3.0-1")
def test_a_commit_of_another_hash_than_staged_is_refused(clinic: Clinic, driver: ImplantDriver) -> None:
    readback, status = staged(driver, NEW), driver.status()
    other = type(readback)(readback.stage, readback.canonical, bytes(32), readback.figures)
    reply = driver.commit(other, status.program_hash, status.state_rev, clinic.token())
    assert refused(reply) == "The pump received other bytes than were sent"
    assert driver.status().program_hash == status.program_hash


def test_an_aborted_stage_cannot_be_committed(clinic: Clinic, driver: ImplantDriver) -> None:
    readback, status = staged(driver, NEW), driver.status()
    driver.abort_stage(readback.stage)
    driver.abort_stage(readback.stage)
    reply = driver.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


def test_aborting_an_older_stage_leaves_the_present_one(clinic: Clinic, driver: ImplantDriver) -> None:
    older, present = staged(driver, NEW), staged(driver, continuous(120_000))
    driver.abort_stage(older.stage)
    status = driver.status()
    done(driver.commit(present, status.program_hash, status.state_rev, clinic.token()))
    assert driver.read_program()[0] == encode_program(continuous(120_000))


@pytest.mark.requirement("CRISYS-045-047")
def test_committing_while_stopped_does_not_start_delivery(clinic: Clinic, driver: ImplantDriver) -> None:
    done(driver.stop(clinic.token()))
    committed(driver, NEW, clinic.token())
    assert driver.status().delivery is Delivery.STOPPED


# ---- STOP and RESUME ------------------------------------------------------------------------------------------


@pytest.mark.requirement(
    "CRISYS-004-006", "CRISYS-029-030", "CRISYS-037-039", "OPCA-R6.2.0-2", "OPCA-R6.7.0-4"
)
def test_stop_suspends_delivery_and_keeps_the_program(clinic: Clinic, driver: ImplantDriver) -> None:
    before, token = driver.status(), clinic.token()
    reply = done(driver.stop(token))
    status = driver.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PROGRAMMER)
    assert status.delivery_since == reply.pump_time
    assert status.dose_rate.value == 0
    assert status.program_hash == before.program_hash == reply.active_hash
    clinic.wait(driver, 60 * SECOND)
    assert driver.status().delivered_total == status.delivered_total


def test_stop_discards_the_stage_and_a_late_commit_is_refused(clinic: Clinic, driver: ImplantDriver) -> None:
    readback, status = staged(driver, NEW), driver.status()
    done(driver.stop(clinic.token()))
    assert driver.status().state_rev == status.state_rev + 1
    late = driver.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert "The pump has changed since it was read" in refused(late)
    now = driver.status()
    again = driver.commit(readback, now.program_hash, now.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(again)


def test_stop_of_a_stopped_pump_is_done_and_says_so(clinic: Clinic, driver: ImplantDriver) -> None:
    first = done(driver.stop(clinic.token()))
    second = done(driver.stop(clinic.token()))
    assert (second.sequence, second.state_rev) == (first.sequence + 1, first.state_rev + 1)
    assert driver.status().delivery_since == first.pump_time


def test_stop_is_repeated_for_five_seconds(clinic: Clinic) -> None:
    connection = clinic.connect()
    line, before = connection.line, clinic.clock.monotonic_us()
    first = line.next_request
    line.lose_request(*range(first, first + 9))
    done(connection.driver.stop(clinic.token()))
    assert clinic.clock.monotonic_us() - before == 4_500_000
    line.lose_all_requests()
    with pytest.raises(LinkSilent, match="10 attempts in 5 s"):
        connection.driver.stop(clinic.token())
    assert len(set(line.requests[-10:])) == 1


@pytest.mark.requirement("CRISYS-045-047", "OPCA-R6.7.0-4")
def test_resume_takes_delivery_up_again(clinic: Clinic, driver: ImplantDriver) -> None:
    done(driver.stop(clinic.token()))
    status, token = driver.status(), clinic.token()
    reply = done(driver.resume(status.program_hash, status.state_rev, token))
    now = driver.status()
    assert (now.delivery, now.delivery_by) == (Delivery.RUNNING, ChangedBy.PROGRAMMER)
    assert (now.dose_rate.value, now.state_rev) == (90_000, reply.state_rev)
    assert driver.resume(status.program_hash, status.state_rev, token) == reply


@pytest.mark.requirement("CRISYS-045-047", "GIP-8.8")
def test_resume_on_another_state_than_was_seen_conflicts(clinic: Clinic, driver: ImplantDriver) -> None:
    before = driver.status()
    done(driver.stop(clinic.token()))
    reply = driver.resume(before.program_hash, before.state_rev, clinic.token())
    assert "The pump has changed since it was read" in refused(reply)
    assert driver.status().delivery is Delivery.STOPPED


@pytest.mark.requirement("CRISYS-012-013", "CRISYS-045-047")
def test_a_running_pump_cannot_resume(clinic: Clinic, driver: ImplantDriver) -> None:
    status = driver.status()
    reply = driver.resume(status.program_hash, status.state_rev, clinic.token())
    assert "cannot resume" in refused(reply)


@pytest.mark.requirement("CRISYS-045-047", "CRISYS-066", "GPCA-EC21", "OPCA-R6.8.0-10")
def test_an_empty_pump_cannot_resume() -> None:
    clinic = Clinic(factory_state(fill=1_000))
    clinic.clock.wait_us(DAY)
    driver = clinic.connect().driver
    status = driver.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)
    reply = driver.resume(status.program_hash, status.state_rev, clinic.token())
    assert "its reservoir is empty" in refused(reply)


def test_a_refusal_is_remembered_under_its_token(clinic: Clinic, driver: ImplantDriver) -> None:
    status, token = driver.status(), clinic.token()
    reply = driver.resume(status.program_hash, status.state_rev, token)
    report = driver.token_status(token)
    assert report.reply == reply
    done(driver.stop(clinic.token()))
    # The same command again stays refused, although the pump could resume by now.
    assert driver.resume(status.program_hash, status.state_rev, token) == reply
    assert driver.status().delivery is Delivery.STOPPED


# ---- how long a stage lives -------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-057-058", "GPCA-C03")
@pytest.mark.parametrize("speed", [1, 3600])
@pytest.mark.parametrize(("link_seconds", "alive"), [(599, True), (600, False)])
def test_a_stage_lapses_after_ten_minutes_of_link_time_whatever_the_therapy_s_speed(
    speed: int, link_seconds: int, alive: bool
) -> None:
    clinic = Clinic(factory_state(program=continuous(1)))
    driver = clinic.connect().driver
    clinic.site.run_at(speed)
    readback = staged(driver, NEW)
    pump_time = driver.status().pump_time
    clinic.wait(driver, link_seconds * SECOND)
    status = driver.status()
    assert status.pump_time.value - pump_time.value == link_seconds * SECOND * speed
    reply = driver.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert isinstance(reply, CommandDone) == alive
    if not alive:
        assert "it lapses after ten minutes" in refused(reply)


@pytest.mark.parametrize("speed", [1, 3600])
def test_the_speed_of_therapy_does_not_change_how_long_a_session_lives(speed: int) -> None:
    clinic = Clinic(speed=speed)
    driver = clinic.connect().driver
    driver.rest(4_999_999)
    driver.status()
    driver.rest(5_000_000)
    with pytest.raises(SessionLost):
        driver.status()


def test_a_stage_dies_with_its_session(clinic: Clinic, driver: ImplantDriver) -> None:
    readback, status = staged(driver, NEW), driver.status()
    driver.rest(5_000_000)
    driver.new_session()
    reply = driver.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


@pytest.mark.requirement("GPCA-EC20")
def test_a_low_reservoir_does_not_end_a_stage() -> None:
    clinic = Clinic(factory_state(fill=2_000_100))
    driver = clinic.connect().driver
    readback, status = staged(driver, NEW), driver.status()
    clinic.wait(driver, 60 * SECOND)
    assert driver.status().active_alarms == (AlarmKind.LOW_RESERVOIR,)
    done(driver.commit(readback, status.program_hash, status.state_rev, clinic.token()))


@pytest.mark.requirement("GPCA-EC21")
def test_an_empty_reservoir_ends_a_stage() -> None:
    clinic = Clinic(factory_state(fill=100))
    driver = clinic.connect().driver
    readback, status = staged(driver, NEW), driver.status()
    clinic.wait(driver, 60 * SECOND)
    now = driver.status()
    assert now.active_alarms == (AlarmKind.EMPTY_RESERVOIR, AlarmKind.LOW_RESERVOIR)
    assert now.state_rev == status.state_rev + 1
    reply = driver.commit(readback, now.program_hash, now.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


def test_forty_eight_hours_of_stop_end_a_stage(clinic: Clinic, driver: ImplantDriver) -> None:
    done(driver.stop(clinic.token()))
    clinic.clock.wait_us(2 * DAY - 60 * SECOND)
    driver.new_session()
    readback, status = staged(driver, NEW), driver.status()
    assert status.active_alarms == ()
    clinic.wait(driver, 60 * SECOND)
    now = driver.status()
    assert now.active_alarms == (AlarmKind.STOPPED_TOO_LONG,)
    late = driver.commit(readback, status.program_hash, status.state_rev, clinic.token())
    assert "The pump has changed since it was read" in refused(late)
    reply = driver.commit(readback, now.program_hash, now.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


# ---- what the pump remembers ----------------------------------------------------------------------------------


def test_of_a_token_it_never_saw_the_pump_knows_nothing(clinic: Clinic, driver: ImplantDriver) -> None:
    report = driver.token_status(clinic.token())
    assert (report.reply, report.reaches_back_to) == (None, 0)
    assert report.epoch == driver.status().log.epoch


def test_the_last_sixty_four_tokens_are_remembered_and_older_ones_told_as_forgotten(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    tokens = [clinic.token() for _ in range(66)]
    replies = [done(driver.stop(token)) for token in tokens[:64]]
    assert driver.token_status(tokens[0]).reply == replies[0]
    assert driver.token_status(tokens[0]).reaches_back_to == 0
    replies += [done(driver.stop(token)) for token in tokens[64:]]
    for token, reply in zip(tokens[2:], replies[2:], strict=True):
        assert driver.token_status(token).reply == reply
    for token in tokens[:2]:
        forgotten = driver.token_status(token)
        assert forgotten.reply is None
        # The forgotten command's own entry lies before what the table reaches back to: nothing is proved.
        assert forgotten.reaches_back_to == replies[1].sequence + 1


def test_the_log_is_read_from_any_number_on_and_all_of_it(clinic: Clinic, driver: ImplantDriver) -> None:
    for _ in range(40):
        driver.stop(clinic.token())
    found: list[PumpEvent] = []
    while len(found) < 41:
        part = driver.read_log(len(found) + 1)
        assert (part.position.first_sequence, part.position.last_sequence) == (1, 41)
        found += part.events
    assert [event.sequence for event in found] == list(range(1, 42))
    assert [event.kind for event in found] == [PumpEventKind.MEMORY_MADE] + 40 * [PumpEventKind.STOPPED]
    assert driver.read_log(42).events == ()
    assert [event.sequence for event in driver.read_log(41).events] == [41]


def test_two_pumps_have_two_memories() -> None:
    epochs = [Clinic(seed=seed).connect().driver.status().log.epoch for seed in (1, 2, 3)]
    assert len(set(epochs)) == 3
    assert Clinic(seed=1).connect().driver.status().log.epoch == epochs[0]


def test_a_memory_made_anew_from_the_same_seed_is_another_one(clinic: Clinic, driver: ImplantDriver) -> None:
    later = Clinic(seed=1)
    later.clock.wait_us(1)
    again = type(later.site)(factory_state(), later.clock, SeededRandomness(1))
    assert again.pump.log.position.epoch != driver.status().log.epoch


# ---- connecting -----------------------------------------------------------------------------------------------


def test_a_broken_line_can_be_opened_again(clinic: Clinic) -> None:
    connection = clinic.connect()
    connection.line.break_after(5)
    with pytest.raises(LinkBroken):
        connection.driver.status()
    assert not connection.driver.session_open
    assert connection.driver.new_session().serial == "RF20-10432"
    assert connection.driver.status().state_rev == 1


def test_a_connection_that_fails_leaves_the_line_closed(clinic: Clinic) -> None:
    connection = clinic.connect()
    driver, line = connection.driver, connection.line
    line.lose_all_requests()
    with pytest.raises(LinkSilent):
        driver.new_session()
    with pytest.raises(LinkBroken, match="closed"):
        line.read(1)
    line.lose_all_requests(False)
    driver.attention.ask_to_stop()
    with pytest.raises(StopWanted):
        driver.connect()
    with pytest.raises(LinkBroken, match="closed"):
        line.read(1)


def test_letting_go_is_always_possible(clinic: Clinic) -> None:
    driver = clinic.connect().driver
    driver.disconnect()
    driver.disconnect()
    assert not driver.session_open
    assert driver.statistics.answers == 3
    with pytest.raises(SessionLost):
        driver.status()


# ---- a pump that answers strangely ------------------------------------------------------------------------------


class StrangePump:
    """A pump with a sound link whose every answer within the session is the one it was given."""

    def __init__(self, answer: Answer, identity: bytes = b"\x01s\x01m\x01f\x00") -> None:
        self._decoder = FrameDecoder()
        self.keys = PumpKeys(SeededRandomness(2))
        self._responder = Responder(
            SeededRandomness(1), self.keys, self._serve, lambda: identity, lambda: None
        )
        self._answer, self._identity = answer, identity

    def _serve(self, opcode: int, _payload: bytes) -> Answer:
        return Answer(LinkStatus.OK, self._identity) if opcode == LinkOpcode.IDENT else self._answer

    def receive(self, incoming: bytes) -> bytes:
        return b"".join(self._responder.handle(event, 0) for event in self._decoder.receive(incoming))

    def tick(self) -> None:
        """It has no time."""


def strange(answer: Answer, identity: bytes = b"\x01s\x01m\x01f\x00") -> ImplantDriver:
    clock = ManualClock()
    pump, trust = StrangePump(answer, identity), stranger()
    pump.keys.learn(trust.workstation().public)
    public = pump.keys.own.public
    trust.remember(PairedPump(fingerprint(public), public, "s", 0))
    link = MemoryLink("memory:strange", pump, clock)
    driver = ImplantDriver(Transceiver(link, Exchange(SeededRandomness(1), trust), clock, Attention()))
    driver.connect()
    return driver


def test_an_identity_that_makes_no_sense_is_told() -> None:
    with pytest.raises(LinkTrouble, match="answer about its identity makes no sense"):
        strange(Answer(0x0303), identity=b"\x05ab")


def test_an_answer_that_makes_no_sense_is_told_with_what_it_was_about() -> None:
    driver = strange(Answer(0x0303, b"\x01"))
    for ask, subject in (
        (driver.status, "its status"),
        (driver.read_program, "its program"),
        (lambda: driver.stop(bytes(16)), "a command"),
        (lambda: driver.token_status(bytes(16)), "a command"),
    ):
        with pytest.raises(LinkTrouble, match=f"The pump's answer about {subject} makes no sense"):
            ask()


def test_a_stage_without_a_number_makes_no_sense() -> None:
    with pytest.raises(LinkTrouble, match="about the stage makes no sense"):
        strange(Answer(0x0303)).stage(b"x", bytes(32), 1, no_progress)


def test_a_pump_that_does_not_know_a_request_is_told_as_such() -> None:
    driver = strange(Answer(0x0505))
    for ask, subject in (
        (driver.limits, "Its limits"),
        (driver.catheter, "Its catheter"),
        (lambda: driver.read_log(1), "Its log"),
    ):
        with pytest.raises(RefusedError, match=f"{subject} could not be read from the pump") as refusal:
            ask()
        assert refusal.value.why == "The pump does not know this request"


def test_pieces_that_do_not_have_their_checksum_are_not_taken_for_a_program() -> None:
    piece = b"\x03\x00\x00\x00" + bytes(32) + b"abc"
    with pytest.raises(LinkTrouble, match="makes no sense") as trouble:
        strange(Answer(0x0303, piece)).read_program()
    assert "do not have the checksum the pump names" in trouble.value.why


@pytest.mark.requirement("GIP-1.4", "OPCA-R6.8.0-8")
@pytest.mark.parametrize(
    "drug",
    [
        DrugFill("morphine", NanogramsPerMillilitre(25_000_000)),
        DrugFill("baclofen", NanogramsPerMillilitre(2_000_000)),
    ],
)
def test_a_program_for_another_drug_or_concentration_is_refused_by_the_pump_itself(
    driver: ImplantDriver, drug: DrugFill
) -> None:
    status = driver.status()
    other = encode_program(PumpProgram(drug, NEW.mode))

    reason = refused(driver.stage(other, status.program_hash, status.state_rev, no_progress))

    assert reason == "The pump holds another drug or concentration than the program is for"
    assert driver.status().program_hash == status.program_hash


def test_a_program_with_its_bridge_is_taken_and_nothing_but_what_carries_it_on_meanwhile(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    old, new = NEW.drug, DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    bridge = BridgeBolus((old,), NanogramsPerDay(90_000), Nanolitres(316_000))
    bridged = PumpProgram(new, continuous(120_000).mode, opening=bridge)
    committed(driver, bridged, clinic.token())
    status = driver.status()
    assert status.opening_left == Nanolitres(316_000)
    assert status.dose_rate == NanogramsPerDay(90_000)

    after = encode_program(PumpProgram(new, bridged.mode))
    reason = refused(driver.stage(after, status.program_hash, status.state_rev, no_progress))
    assert reason == "The pump has not finished its bridge bolus, and this program does not carry it on"
    committed(driver, PumpProgram(new, continuous(150_000).mode, opening=bridge), clinic.token())


def test_a_bridge_for_what_the_pump_holds_is_refused(driver: ImplantDriver) -> None:
    status = driver.status()
    bridge = BridgeBolus((NEW.drug,), NanogramsPerDay(90_000), Nanolitres(316_000))
    needless = encode_program(PumpProgram(NEW.drug, NEW.mode, opening=bridge))
    reason = refused(driver.stage(needless, status.program_hash, status.state_rev, no_progress))
    assert reason == "The pump holds this drug already, so that there is nothing to bridge"
