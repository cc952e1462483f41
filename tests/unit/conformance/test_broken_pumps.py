"""Each pump that breaks one clause fails that clause and no other."""

from __future__ import annotations

from functools import partial

import pytest

from programmer.conformance.finding import Outcome
from tests.unit.conformance import broken_desks as desks
from tests.unit.conformance import broken_lines as lines
from tests.unit.conformance import broken_sessions as sessions
from tests.unit.conformance.pumps import BenchPump

READING = {
    "F-3 no zero before a frame": partial(BenchPump, outgoing=lines.without_a_zero_before),
    "F-5 begins anew within a piece": partial(BenchPump, decoder=lines.Forgetful),
    "F-6 ignores the checksum": partial(
        BenchPump, decoder=partial(lines.Lenient, lines.without_a_look_at_the_checksum)
    ),
    "F-7 ignores unknown flags": partial(
        BenchPump, decoder=partial(lines.Lenient, lines.without_a_look_at_flags)
    ),
    "F-9 judges frames of other versions": partial(
        BenchPump, decoder=partial(lines.Lenient, lines.with_its_own_rules_for_every_version)
    ),
    "F-10 takes answers for requests": partial(BenchPump, responder=sessions.TakesAnswersForRequests),
    "A-3 passes over bytes too many": partial(BenchPump, desk=desks.PassesOverMore),
    "A-3 tells who it is whatever is asked": partial(BenchPump, responder=sessions.TellsAnythingAsIdentity),
    "A-3 does not know what has another size": partial(BenchPump, desk=desks.DoesNotKnowWrongSizes),
    "A-4 calls strange requests malformed": partial(BenchPump, desk=desks.CallsStrangeRequestsMalformed),
    "C-2 has a word of its own": partial(BenchPump, desk=desks.HasAWordOfItsOwn),
    "S-2 always the same nonce": partial(BenchPump, randomness=lines.AlwaysTheSameNonce(2)),
    "S-3 ends a session on HELLO": partial(BenchPump, responder=sessions.EndsSessionsOnHello),
    "S-4 remembers nonces of what it refused": partial(
        BenchPump, responder=sessions.RemembersNoncesOfWhatItRefused
    ),
    "S-7 takes a stranger for whom it knows": partial(BenchPump, keys=sessions.KnowsEverybody),
    "S-8 reads in clear": partial(BenchPump, responder=sessions.ReadsInClear),
    "S-11 uses up forged counters": partial(BenchPump, responder=sessions.UsesUpForgedCounters),
    "S-13 forgets its answer": partial(BenchPump, responder=sessions.ForgetsItsAnswer),
    "S-14 accepts replays": partial(BenchPump, responder=sessions.AcceptsReplays),
    "S-15 never ends a session": partial(BenchPump, responder=sessions.NeverEndsASession),
    "P-5 keeps a greeting after PAIR_END": partial(BenchPump, responder=sessions.KeepsAGreeting),
    "R-5 gives pieces of nothing": partial(BenchPump, desk=desks.GivesPiecesOfNothing),
    "H-1 skips a number": partial(BenchPump, desk=desks.SkipsANumber),
    "H-1 begins its epoch without a word": partial(BenchPump, desk=desks.BeginsItsEpochWithoutAWord),
    "H-3 leaves a record out": partial(BenchPump, desk=desks.LeavesARecordOut),
    "H-3 knows its log from the start only": partial(BenchPump, desk=desks.KnowsItsLogFromTheStart),
    "H-4 rots records": partial(BenchPump, desk=desks.RotsRecords),
    "E-5 counts nothing": partial(BenchPump, desk=desks.CountsNothing),
}
BENCH = {
    "K-7 serves STOP in clear": partial(BenchPump, responder=sessions.StopsInClear),
    "X-13 serves RESUME in clear": partial(BenchPump, responder=sessions.ResumesInClear),
    "X-2 does a token twice": partial(BenchPump, desk=desks.DoesTokensTwice),
    "X-2 stops twice and says it did once": partial(BenchPump, desk=desks.StopsTwice),
    "X-3 uses up tokens of what it cannot read": partial(
        BenchPump, desk=desks.UsesUpTokensOfWhatItCannotRead
    ),
    "X-6 forgets tokens": partial(BenchPump, desk=desks.ForgetsTokens),
    "X-7 gives a bolus to whoever asks": partial(BenchPump, desk=desks.BolusesForWhoeverAsks),
    "X-14 does not know a bolus that it refuses": partial(BenchPump, desk=desks.DoesNotKnowWhatItRefuses),
    "X-14 clamps a bolus": partial(BenchPump, desk=desks.TakesLongBoluses),
    "X-18 clamps a refill": partial(BenchPump, desk=desks.ClampsARefill),
    "X-19 marks a visit twice": partial(BenchPump, desk=desks.MarksAVisitTwice),
    "N-4 takes a drug in capitals": partial(BenchPump, desk=desks.TakesCapitals),
    "W-3 takes empty chunks": partial(BenchPump, desk=desks.TakesEmptyChunks),
    "W-3 takes parts of chunks": partial(BenchPump, desk=desks.TakesPartsOfChunks),
    "W-4 miscalculates the peak": partial(BenchPump, desk=desks.MiscalculatesThePeak),
    "W-8 starts with a commit": partial(BenchPump, desk=desks.StartsWithACommit),
    "E-1 counts events apart": partial(BenchPump, responder=sessions.CountsEventsApart),
    "E-4 lives on by events": partial(BenchPump, responder=sessions.TakesEventsForSignsOfLife),
    "S-17 keeps a stage through sessions": partial(BenchPump, keeps_stages=True),
}
PAIRING = {
    "P-5 pairs after a bad beginning": partial(BenchPump, responder=sessions.PairsAfterABadBeginning),
    "S-6 pairs within a session": partial(BenchPump, responder=sessions.PairsWithinASession),
}
"""Seen where a code is shown."""


@pytest.mark.parametrize("broken", [*READING, *BENCH, *PAIRING])
def test_a_broken_pump_fails_the_clause_it_breaks_and_no_other(broken: str) -> None:
    make = {**READING, **BENCH, **PAIRING}[broken]
    pump = make().paired()
    if broken in PAIRING:
        pump.keys.show_code(0)
    report = pump.tried(bench=broken in BENCH)
    failed = [finding for finding in report.findings if finding.outcome is Outcome.FAIL]
    assert [finding.clause for finding in failed] == [broken.split(maxsplit=1)[0]], failed
    assert not report.conforms
    assert failed[0].why
    assert failed[0].sent
    assert failed[0].came
