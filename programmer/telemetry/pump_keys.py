"""What a pump remembers of keys: its own, those of the programmers it knows, and the code it shows at present."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from programmer.randomness import Randomness
from programmer.telemetry.noise.keys import KeyPair, fingerprint, new_key_pair
from programmer.telemetry.pairing_code import PairingCode

OFFER_LIFE_US = 600_000_000
MOST_WRONG = 3
MOST_KNOWN = 16


@dataclass(slots=True)
class _Offer:
    code: PairingCode
    until_us: int
    wrong: int = 0


class PumpKeys:
    """Times are of the link's clock. A code is good once, for ten minutes, and for three wrong proofs at most."""

    def __init__(self, randomness: Randomness) -> None:
        self.own: KeyPair = new_key_pair(randomness)
        self._randomness = randomness
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._offer: _Offer | None = None
        self.guessed_at = False
        """Whether the last code was ended by wrong proofs: whoever made them must not get another for it."""

    def show_code(self, now_us: int) -> PairingCode:
        """Somebody is at the pump and asks for a code: make a new one. The one before it is good no longer."""
        code = PairingCode(self._randomness.token_bytes(16))
        self._offer, self.guessed_at = _Offer(code, now_us + OFFER_LIFE_US), False
        return code

    def shown_code(self, now_us: int) -> PairingCode | None:
        """The code that is good at this moment."""
        offer = self._offer
        return None if offer is None or now_us >= offer.until_us else offer.code

    def proof_was_wrong(self) -> None:
        """Somebody tried to pair with another code; after three of them nobody can with this one."""
        if self._offer is not None:
            self._offer.wrong += 1
            if self._offer.wrong >= MOST_WRONG:
                self._offer, self.guessed_at = None, True

    def pair(self, public: bytes) -> None:
        """Know that programmer from now on; the code is used up. The one not met for longest makes room."""
        self._offer = None
        self.learn(public)

    def learn(self, public: bytes) -> None:
        """Know that programmer from now on, as one that was paired at the bench."""
        self._known[fingerprint(public)] = public
        self._known.move_to_end(fingerprint(public))
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def met(self, known_as: bytes) -> None:
        """That programmer has opened a session."""
        self._known.move_to_end(known_as)

    def forget_all(self) -> None:
        """Know no programmer any more."""
        self._known.clear()

    def programmer(self, known_as: bytes) -> bytes | None:
        """The public key with that fingerprint, if the pump knows it."""
        return self._known.get(known_as)
