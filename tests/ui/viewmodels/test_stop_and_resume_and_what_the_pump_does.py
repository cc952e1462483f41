"""After STOP and RESUME the pages say what the pump does now, by the reading after it, and not what it should do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind
from programmer.therapy.programs import Continuous
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.stop_button_state import StopPhase
from tests.support.programs_of_every_kind import MIXTURE, TOKEN, micrograms
from tests.ui.pump_bench import Bench

K = FaultKind
BEFORE, AFTER = Direction.REQUEST, Direction.REPLY
BY_ITSELF = "Delivery is stopped, by the pump itself, since "
STARTED_ANEW = "Alarm: The pump started anew and delivers nothing until it is resumed"


def stop(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(20)


def stop_under(bench: Bench, fault: Fault) -> tuple[Notice, ...]:
    """What the Pump page says of the pump after a STOP beside that fault."""
    bench.connect()
    bench.add_patient()
    before = bench.workstation.pump.state.notices
    bench.site.faults.arm(fault)
    stop(bench)
    return tuple(one for one in bench.workstation.pump.state.notices if one not in before)


def resume_under(bench: Bench, fault: Fault) -> Notice:
    bench.connect()
    stop(bench)
    bench.site.faults.arm(fault)
    bench.workstation.pump.ask_to_resume()
    bench.workstation.pump.confirm_resume()
    bench.run(20)
    result = bench.workstation.pump.state.resume.result
    assert result is not None
    return result


def written_after(opcode: Opcode) -> Fault:
    """Another programmer writes 1.5 mg per day behind that command."""
    less = replace(MIXTURE, mode=Continuous(micrograms(1500)))
    return Fault(K.SECOND_PROGRAMMER, opcode=opcode, act=Act.PROGRAM, direction=AFTER, program=less)


def said(*notices: Notice) -> str:
    return " | ".join(f"{one.headline} {one.text}" for one in notices).replace("\u00a0", " ")


def alarms(bench: Bench) -> str:
    return " | ".join(line.words for line in bench.workstation.banner.state.by_urgency())


# ---- STOP -------------------------------------------------------------------------------------------------------


def test_of_a_plain_stop_the_button_alone_tells(bench: Bench) -> None:
    bench.connect()
    before = bench.workstation.pump.state.notices
    stop(bench)
    assert bench.workstation.header.state.stop.phase is StopPhase.STOPPED
    assert bench.workstation.pump.state.notices == before


def test_another_programmers_program_after_a_stop_is_told_as_the_library_writes_its_drug(
    bench: Bench,
) -> None:
    bench.site.pump.install(MIXTURE, TOKEN)
    (notice,) = stop_under(bench, written_after(Opcode.STOP))
    assert "It runs another program: HYDROmorphone, continuous, 1.5 mg per day." in said(notice)


def test_another_programmers_program_after_resuming_is_told_as_the_library_writes_its_drug(
    bench: Bench,
) -> None:
    bench.site.pump.install(MIXTURE, TOKEN)
    notice = resume_under(bench, written_after(Opcode.RESUME))
    assert "It runs another program: HYDROmorphone, continuous, 1.5 mg per day" in said(notice)


def test_a_reset_before_a_stop_is_told_as_what_stopped_the_pump(bench: Bench) -> None:
    (notice,) = stop_under(bench, Fault(K.RESET, opcode=Opcode.STOP, direction=BEFORE))
    assert notice.headline == "STOP was not carried out, and delivery is stopped."
    assert BY_ITSELF in said(notice)
    assert STARTED_ANEW in said(notice)
    assert "do it again" not in said(notice)
    assert "STOP was not carried out, and delivery is stopped. Look at what the pump does now" in alarms(
        bench
    )


def test_a_stop_that_another_programmer_took_back_is_told_with_who_did_it(bench: Bench) -> None:
    fault = Fault(K.SECOND_PROGRAMMER, opcode=Opcode.STOP, act=Act.RESUME, direction=AFTER)
    (notice,) = stop_under(bench, fault)
    assert notice.kind is NoticeKind.DANGER
    assert notice.headline.startswith("Delivery was stopped, confirmed by the pump at ")
    assert notice.headline.endswith(", but delivery is running.")
    assert "Delivery is running, by a programmer, since " in said(notice)
    assert "Find out who took delivery up again" in said(notice)
    assert "STOP was confirmed, but delivery is running." in alarms(bench)
    assert bench.workstation.header.state.stop.phase is StopPhase.READY
    assert bench.workstation.header.state.stop.detail == "the last STOP no longer holds"

    stop(bench)
    assert "STOP was confirmed" not in alarms(bench)
    assert notice not in bench.workstation.pump.state.notices


def test_a_stop_that_the_pump_refused_says_that_it_is_as_before_and_to_press_stop_again(
    bench: Bench,
) -> None:
    fault = Fault(K.REFUSE, opcode=Opcode.STOP, status=Status.REFUSED, times=None)
    (notice,) = stop_under(bench, fault)
    assert notice.headline == "The pump refused STOP."
    assert "The pump was read again and is as it was before" in said(notice)
    assert "press STOP again" in said(notice)


def test_resuming_after_a_stop_ends_what_is_said_of_the_stop(bench: Bench) -> None:
    bench.connect()
    stop(bench)
    bench.workstation.pump.ask_to_resume()
    bench.workstation.pump.confirm_resume()
    bench.run(20)
    assert "STOP" not in alarms(bench)
    assert not any("Delivery was stopped" in one.headline for one in bench.workstation.pump.state.notices)
    assert bench.workstation.header.state.stop.detail == "sent at once"


# ---- RESUME -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "headline"),
    [(BEFORE, "Delivery was not resumed, and "), (AFTER, "Delivery was resumed, confirmed by the pump at ")],
)
def test_a_reset_beside_a_resume_is_told_with_its_alarm(bench: Bench, way: Direction, headline: str) -> None:
    notice = resume_under(bench, Fault(K.RESET, opcode=Opcode.RESUME, direction=way))
    assert notice.kind is NoticeKind.DANGER
    assert notice.headline.startswith(headline)
    assert "Delivery is stopped, " in said(notice)
    assert STARTED_ANEW in said(notice)
    assert "do it again" not in said(notice)


def test_a_resume_that_another_programmer_took_back_is_not_told_as_delivery(bench: Bench) -> None:
    fault = Fault(K.SECOND_PROGRAMMER, opcode=Opcode.RESUME, act=Act.STOP, direction=AFTER)
    notice = resume_under(bench, fault)
    assert notice.headline.endswith(", but the pump is stopped.")
    assert "Delivery is stopped, by a programmer, since " in said(notice)


def test_a_resume_that_the_pump_refused_says_that_it_is_as_before(bench: Bench) -> None:
    notice = resume_under(bench, Fault(K.REFUSE, opcode=Opcode.RESUME, status=Status.REFUSED, times=None))
    assert notice.headline == "The pump refused to resume delivery."
    assert "The pump was read again and is as it was before" in said(notice)
    assert "Look at the reason before you do it again" in said(notice)
