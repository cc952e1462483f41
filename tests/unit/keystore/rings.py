"""Key stores for tests, made the way keyring's own backends are."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from programmer.keystore.system_store import SystemStore


class RingInMemory(KeyringBackend):
    """A key store that keeps what it is given."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class LockedRing(RingInMemory):
    """Somebody has dismissed the question for its password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")


class BrokenRing(RingInMemory):
    """Fails as badly as a backend can: with an error of its own that repeats the secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ArithmeticError(f"cannot keep {password}")


class ForgetfulRing(RingInMemory):
    """Takes everything and keeps nothing, while it claims to be a good one."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class PlainRing(RingInMemory):
    """One that keyring itself does not recommend."""

    priority = 0.5


class StoreOf:
    """What finds the key store of a session: this one, or none."""

    def __init__(self, ring: KeyringBackend | None) -> None:
        self.ring = ring
        self.asked = 0

    def __call__(self) -> SystemStore | None:
        self.asked += 1
        return None if self.ring is None else SystemStore(self.ring)
