"""What can go wrong between two sides of a link, as sentences with a next step."""

from __future__ import annotations

from programmer.known_error import LinkTrouble
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.frames import VERSION
from programmer.telemetry.hello import HelloAnswer

STOP_SESSIONS = 3
"""How many are opened, one after the other, for a STOP that has not left yet."""


class LinkSilent(LinkTrouble):
    """No answer came in time. What was asked may or may not have been done."""


class SessionLost(LinkTrouble):
    """The pump no longer knows the session. What was asked before may or may not have been done."""


class GreetedByAnother(LinkTrouble):
    """Somebody else greets the pump again and again, so that no session opens. Nothing was asked of it."""


class NotAPump(LinkTrouble):
    """Something answers, but not as a pump of this protocol does."""


class NotPaired(LinkTrouble):
    """The pump and this workstation do not know each other's keys. Nothing was asked of it."""


class NotAuthentic(LinkTrouble):
    """Who answers could not prove to be the pump that it says it is. Nothing was asked of it."""


class PairingFailed(LinkTrouble):
    """The pump did not take the pairing."""


class WrongCode(PairingFailed):
    """The pairing code is not the one that the pump shows. One of its attempts is used up."""


class NoCodeShown(PairingFailed):
    """The pump shows no pairing code: none was asked for, or it has lapsed or is used up."""


def lost(what: str) -> SessionLost:
    """The session is over."""
    return SessionLost(
        what,
        "It heard nothing for too long, or another programmer has opened a session with it",
        "Connect again and interrogate; what was asked last is settled then",
    )


def silent(url: str, attempts: int, each_us: int) -> LinkSilent:
    """Nothing has answered, however often it was asked."""
    return LinkSilent(
        f"Nothing answers at {url}",
        f"{attempts} attempts in {attempts * each_us / 1_000_000:g} s brought no reply; the pump may be out of reach, "
        "off, or this may be the wrong port",
        "Check the port and the telemetry head, hold it over the pump, and try again",
    )


def stranger(url: str) -> NotAPump:
    """Bytes come that mean nothing."""
    return NotAPump(
        f"What answers at {url} is not a pump",
        "The bytes that come back are not frames of this protocol, or the line is too noisy to tell",
        "Check that this is the port of the telemetry head and that nothing else uses it, then try again",
    )


def foreign(url: str, version: int) -> NotAPump:
    """A pump of another age."""
    return NotAPump(
        f"The pump at {url} speaks version {version} of the protocol",
        f"This program speaks version {VERSION} only and will not guess",
        "Update this program, or use the programmer that came with the pump; its therapy is unchanged",
    )


_SHOW = (
    "Have the pump show a pairing code, and give it: programmer pair {url} --pairing-code CODE, or type it in the "
    "window"
)


def not_paired(url: str, hello: HelloAnswer) -> NotPaired:
    """The greeting says, or this workstation knows, that no session can be opened."""
    why = (
        "The pump knows this workstation, but this workstation no longer has the pump's key"
        if hello.knows_you
        else "The pump does not know this workstation's key"
    )
    remedy = (
        f"Read the pairing code that the pump shows, and give it: programmer pair {url} --pairing-code CODE, or type "
        "it in the window"
        if hello.shows_code
        else _SHOW.format(url=url)
    )
    return NotPaired(f"The pump at {url} is not paired with this workstation", why, remedy)


def introduction_refused(url: str, status: int) -> LinkTrouble:
    """The pump's answer to a step of a handshake, if it is not the next step."""
    match status:
        case LinkStatus.NOT_PAIRED:
            return NotPaired(
                f"The pump at {url} is not paired with this workstation",
                "The pump does not know this workstation's key any more",
                _SHOW.format(url=url),
            )
        case LinkStatus.NO_OFFER:
            return NoCodeShown(
                f"This workstation was not paired with the pump at {url}",
                "The pump shows no pairing code now: it has lapsed after ten minutes, or is used up, by a pairing or "
                "by three attempts",
                "Have the pump show a new code and try again with that",
            )
        case LinkStatus.PROOF_WRONG:
            return PairingFailed(
                f"The pump at {url} does not take this workstation's proof",
                "What this workstation said was changed on the way, or one of the two knows another key of the other",
                "Try once more; if it happens again, have the pump show a pairing code, and pair with that",
            )
        case LinkStatus.NO_SESSION:
            return interrupted(url)
        case _:
            return stranger(url)


def wrong_code(url: str) -> WrongCode:
    """The last step of a pairing was not made with the code that the pump shows."""
    return WrongCode(
        f"The pump at {url} does not take this workstation's proof",
        "The pairing code is not the one that it shows",
        "Read the code off the pump again, and try with that; after three attempts have it show a new one",
    )


def interrupted(url: str) -> GreetedByAnother:
    """Somebody else has greeted the pump, again and again."""
    return GreetedByAnother(
        f"No session was opened at {url}",
        "Another programmer greets this pump at the same time",
        "See who else is speaking to it, and try again",
    )


def stop_kept_out() -> GreetedByAnother:
    """Session after session was ended before STOP could leave in it."""
    return GreetedByAnother(
        "Another programmer ends each session with this pump at once",
        f"{STOP_SESSIONS} sessions were opened for STOP, and each was ended before STOP had left",
        "Give STOP again at once, and again until the pump confirms it",
    )


def not_authentic(url: str) -> NotAuthentic:
    """A handshake's answer was not what only that pump could have written."""
    return NotAuthentic(
        f"Who answers at {url} could not prove to be the pump",
        "The proof that came is not the one that only this pump can give; somebody may be meddling with the link",
        "Try once more; if it happens again do not program over this link, and pair anew beside the pump",
    )
