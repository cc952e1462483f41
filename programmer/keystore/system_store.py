"""The operating system's key store, which holds this workstation's private key and nothing else of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from programmer.keystore import troubles

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Intrathecal Programmer"
ENTRY = "key of this workstation"
_SECRET = re.compile(r"1 ([0-9a-f]{64})")  # the number of the format, and the private key
_ANY = "the operating system's key store"
# keyring's own bound: what has a lower priority is no key store, or none that guards anything
_RECOMMENDED = 1


class SystemStore:
    """One entry of a key store; every failure of the store is a ``KnownError``."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend
        self.name = f"the key store of this computer ({backend.name})"

    def private(self) -> bytes | None:
        """The private key, 32 bytes; None where the store holds none."""
        with _sorting(self.name):
            secret = self._backend.get_password(SERVICE, ENTRY)
        if secret is None:
            return None
        found = _SECRET.fullmatch(secret)
        if found is None:
            raise troubles.strange_entry(self.name)
        return bytes.fromhex(found[1])

    def keep(self, private: bytes) -> None:
        """Put the private key there, and see that it is there."""
        with _sorting(self.name):
            self._backend.set_password(SERVICE, ENTRY, f"1 {private.hex()}")
        if self.private() != private:
            raise troubles.store_failed(self.name, "it does not return what it was given")


def system_store() -> SystemStore | None:
    """Return the key store of this session, None where there is none that guards what it is given.

    Raises ``KnownError`` where the one that somebody has set up for this user cannot be used.
    """
    with _sorting(_ANY):
        import keyring

        backend = keyring.get_keyring()
        return SystemStore(backend) if _guards(backend) else None


def _guards(backend: KeyringBackend) -> bool:
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):  # writes to the first of its members, and they come best first
        return any(_guards(member) for member in backend.backends)
    return backend.priority >= _RECOMMENDED


@contextmanager
def _sorting(name: str) -> Iterator[None]:
    """Turn whatever a backend raises, each its own system's errors, into a sentence without its words."""
    from keyring.errors import KeyringLocked

    try:
        yield
    except KeyringLocked:
        raise troubles.store_locked(name) from None
    except Exception as trouble:  # noqa: BLE001 - another's code, with errors of its own on every system
        raise troubles.store_failed(name, type(trouble).__name__) from None
