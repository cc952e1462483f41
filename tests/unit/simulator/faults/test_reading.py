"""Faults in the words of a file, and in a line for people."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.simulator.faults.fault import Fault, NotAFault
from programmer.simulator.faults.kinds import OPTIONS_OF, Act, Direction, FaultKind, WriteStep
from programmer.simulator.faults.reading import FAULT_NAMES, read_fault
from programmer.simulator.faults.words import KIND_WORDS, fault_words
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay
from tests.support.programs import continuous

K = FaultKind
ROWS: list[tuple[str, Fault, str]] = [
    (
        'fault = "lose-reply"\nopcode = "COMMIT"',
        Fault(K.LOSE_REPLY, opcode=Opcode.COMMIT),
        "The reply is lost: the pump has done it, and nobody is told (reply to COMMIT, once)",
    ),
    (
        'fault = "lose-request"\ntimes = "always"\nchance = "12.5%"',
        Fault(K.LOSE_REQUEST, times=None, chance=Fraction(1, 8)),
        "The request is lost: the pump never hears it (any request, until switched off, with a chance of 12.5%)",
    ),
    (
        'fault = "delay"\ndirection = "request"\ndelay = "1.5 s"\ntimes = 3',
        Fault(K.DELAY, direction=Direction.REQUEST, delay_us=1_500_000, times=3),
        "It arrives late, while everything else goes on (any request, 1.5 s late, 3 times)",
    ),
    (
        'fault = "corrupt"\nat_byte = 4\nbits = 2',
        Fault(K.CORRUPT, at_byte=4, bits=2),
        "Bits are flipped on the way (reply to any request, at byte 4, 2 bits, once)",
    ),
    ('fault = "duplicate"', Fault(K.DUPLICATE), "It arrives twice (reply to any request, once)"),
    (
        'fault = "split"\nat_byte = 12\ndelay = "20 ms"',
        Fault(K.SPLIT, at_byte=12, delay_us=20_000),
        "It arrives in pieces (reply to any request, of 12 bytes, 0.02 s apart, once)",
    ),
    (
        'fault = "merge"\ndelay = "2 min"',
        Fault(K.MERGE, delay_us=120_000_000),
        "It waits for the next one, and both arrive as one block (reply to any request, for at most 120 s, once)",
    ),
    (
        'fault = "disconnect"\nat_byte = 12\nopcode = "STOP"',
        Fault(K.DISCONNECT, at_byte=12, opcode=Opcode.STOP),
        "The line drops after some bytes (reply to STOP, at byte 12, once)",
    ),
    (
        'fault = "reset"\nstep = "chunk"\nchunk = 2',
        Fault(K.RESET, step=WriteStep.CHUNK, chunk=2),
        KIND_WORDS[K.RESET] + " (after STAGE_CHUNK, chunk 2, once)",
    ),
    (
        'fault = "refuse"\nstatus = "CONFLICT"\nopcode = "COMMIT"',
        Fault(K.REFUSE, status=Status.CONFLICT, opcode=Opcode.COMMIT),
        "The pump says no and does nothing (at COMMIT, with CONFLICT, once)",
    ),
    (
        'fault = "stall"\nlasts = "2 h"',
        Fault(K.STALL, lasts_us=7_200_000_000),
        "The motor stands still (for 2 h 0 min, once)",
    ),
    (
        'fault = "drift"\nppm = -150',
        Fault(K.DRIFT, ppm=-150),
        KIND_WORDS[K.DRIFT] + " (-150 parts per million, until switched off)",
    ),
    (
        'fault = "log-gap"\nrecords = 3',
        Fault(K.LOG_GAP, records=3),
        "Records of the pump's log cannot be read any more (3 records, once)",
    ),
    (
        'fault = "second-programmer"\nact = "stop"\nopcode = "COMMIT"\ndirection = "reply"',
        Fault(K.SECOND_PROGRAMMER, act=Act.STOP, opcode=Opcode.COMMIT, direction=Direction.REPLY),
        "A second programmer greets the pump, which ends every other session (after COMMIT, stop, once)",
    ),
]


@pytest.mark.parametrize(("text", "fault", "words"), ROWS, ids=[row[1].kind for row in ROWS])
def test_a_fault_is_read_and_told(text: str, fault: Fault, words: str) -> None:
    assert read_fault(tomllib.loads(text)) == fault
    assert fault_words(fault) == words


def test_every_kind_has_its_words_its_options_and_a_row_here() -> None:
    assert set(KIND_WORDS) == set(OPTIONS_OF) == {fault.kind for _, fault, _ in ROWS} == set(FaultKind)
    assert FAULT_NAMES[:2] == ("lose-request", "lose-reply")


def test_the_second_programmer_s_program_is_written_as_in_a_program_file() -> None:
    text = """
        fault = "second-programmer"
        act = "program"
        [program.drug]
        name = "baclofen"
        concentration = "500 mcg/mL"
        [program.program]
        mode = "continuous"
        dose = "120 mcg/day"
    """
    program = PumpProgram(continuous(1).drug, Continuous(NanogramsPerDay(120_000)))
    assert read_fault(tomllib.loads(text)).program == program


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("times = 1", "“fault” is a text in quotes, not None"),
        ('fault = "lose"', "“lose” is no fault; known are: lose-request, lose-reply, delay"),
        (
            'fault = "lose-reply"\nat_byte = 1',
            "“at_byte” is no option of lose-reply; known are: chance, opcode, times",
        ),
        ('fault = "lose-reply"\nhow = 1', "“how” is no option of lose-reply"),
        ('fault = "lose-reply"\nopcode = "GO"', "“GO” is no opcode; known are: IDENT, HELLO, STATUS"),
        ('fault = "lose-reply"\nopcode = 3', "“opcode” is a text in quotes, not 3"),
        ('fault = "lose-reply"\ntimes = "twice"', "“times” is a whole number, or “always”, not 'twice'"),
        ('fault = "lose-reply"\ntimes = true', "“times” is a whole number, or “always”, not True"),
        ('fault = "lose-reply"\nchance = "some"', "chance: “some” is not a per cent figure"),
        ('fault = "delay"\ndelay = "soon"', "“soon” is no delay; write it like 800 ms, 1.5 s or 2 min"),
        ('fault = "delay"\ndelay = "5"', "“5” is no delay"),
        ('fault = "stall"\nlasts = "5"', "lasts: “5” does not say of what"),
        ('fault = "drift"\nppm = 1.5', "“ppm” is a whole number without quotes, not 1.5"),
        ('fault = "refuse"\nstatus = "OK"', "“OK” is no status; known are: UNKNOWN_REQUEST"),
        ('fault = "second-programmer"\nact = "program"\nprogram = "97"', "“program” is a table as in a"),
        ('fault = "second-programmer"\nact = "program"\nprogram = {}', "“drug” is missing|drug"),
    ],
)
def test_words_that_make_no_fault_are_told(text: str, why: str) -> None:
    with pytest.raises(NotAFault, match=why):
        read_fault(tomllib.loads(text))
