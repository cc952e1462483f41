"""This workstation's key pair and its pairings, kept from one start of the program to the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from programmer.keystore import private_file, troubles
from programmer.keystore.contents import FORMAT, Contents, Newer, NotOurs, decode, encode, is_sealed_by
from programmer.keystore.private_file import alone
from programmer.keystore.system_store import SystemStore, system_store
from programmer.randomness import Randomness
from programmer.telemetry.noise.keys import KeyPair, new_key_pair
from programmer.telemetry.trust import PairedPump

FILE_NAME = "keys.json"


def open_keystore(
    file: Path | None,
    folder: Path,
    randomness: Randomness,
    find_store: Callable[[], SystemStore | None] = system_store,
) -> KeysAtRest:
    """Return the keys in ``file``; without one, those of this user, whose file lies in ``folder``.

    Nothing is read, made or asked for before a key is needed. New keys stay where they were made: in a file that was
    named, else in the key store that ``find_store`` returns, else in the folder's file.
    """
    path = folder / FILE_NAME if file is None else file
    return KeysAtRest(Path(os.path.realpath(path)), file is not None, randomness, find_store)


class KeysAtRest:
    """``Trust`` that rests somewhere. Each call reads what other programs may have written meanwhile."""

    def __init__(
        self, path: Path, in_file: bool, randomness: Randomness, find_store: Callable[[], SystemStore | None]
    ) -> None:
        self._path = path
        self._in_file = in_file
        self._randomness = randomness
        self._find_store = find_store
        self._own: KeyPair | None = None

    @property
    def where(self) -> str:
        """Where the keys rest, or would if there were any. Raises ``KnownError``."""
        found = None
        if private_file.has_folder(self._path):
            with alone(self._path):
                found = self._look()
        in_file = self._store_for_new_keys() is None if found is None else found[0].private is not None
        if in_file:
            return f"in the file {self._path}"
        return f"in the operating system's key store, with the pairings in {self._path}"

    def workstation(self) -> KeyPair:
        if self._own is None:
            with alone(self._path):
                self._found_or_made()
        assert self._own is not None
        return self._own

    def pump_key(self, fingerprint: bytes) -> bytes | None:
        keys = (pump.public for pump in self.paired() if pump.fingerprint == fingerprint)
        return next(keys, None)

    def paired(self) -> tuple[PairedPump, ...]:
        if not private_file.has_folder(self._path):
            return ()  # to look is no reason to make one
        with alone(self._path):
            contents = self._found()
        return () if contents is None else contents.pumps

    def remember(self, pump: PairedPump) -> None:
        with alone(self._path):
            self._keep(self._found_or_made().with_pump(pump))

    def forget(self, fingerprint: bytes) -> None:
        with alone(self._path):
            contents = self._found()
            if contents is not None and contents != contents.without_pump(fingerprint):
                self._keep(contents.without_pump(fingerprint))

    def _look(self) -> tuple[Contents, bytes] | None:
        """What the file says, and its seal, not yet checked."""
        written = private_file.read(self._path)
        try:
            return None if written is None else decode(written)
        except Newer as found:
            raise troubles.newer(self._path, found.args[0], FORMAT) from None
        except NotOurs as how:
            raise troubles.damaged(self._path, str(how)) from None

    def _found(self) -> Contents | None:
        found = self._look()
        if found is None:
            return None
        contents, seal = found
        own = self._own or self._pair_of(contents)
        if own.public != contents.public:
            raise troubles.other_key(self._path)
        if not is_sealed_by(contents, seal, own):
            raise troubles.damaged(self._path, "its seal does not fit")
        self._own = own
        return contents

    def _pair_of(self, contents: Contents) -> KeyPair:
        if contents.private is None:
            return self._pair_in_store()
        own = KeyPair.from_private(contents.private)
        if own.public != contents.public:
            raise troubles.damaged(self._path, "its two keys do not belong together")
        return own

    def _pair_in_store(self) -> KeyPair:
        store = self._find_store()
        if store is None:
            raise troubles.key_out_of_reach(self._path)
        private = store.private()
        if private is None:
            raise troubles.key_gone(self._path)
        return KeyPair.from_private(private)

    def _found_or_made(self) -> Contents:
        return self._found() or self._made()

    def _made(self) -> Contents:
        store = self._store_for_new_keys()
        own = self._first_pair(store)
        contents = Contents(own.public, own.private if store is None else None)
        self._write(contents, own)
        self._own = own
        return contents

    def _first_pair(self, store: SystemStore | None) -> KeyPair:
        """What the key store holds already comes first: the file may be lost, or the program ended before it."""
        kept = None if store is None else store.private()
        own = self._own or (new_key_pair(self._randomness) if kept is None else KeyPair.from_private(kept))
        if kept not in {None, own.private}:
            raise troubles.other_key(self._path)
        if store is not None and kept is None:
            store.keep(own.private)
        return own

    def _store_for_new_keys(self) -> SystemStore | None:
        return None if self._in_file else self._find_store()

    def _keep(self, contents: Contents) -> None:
        self._write(contents, self.workstation())

    def _write(self, contents: Contents, own: KeyPair) -> None:
        private_file.replace(self._path, encode(contents, own))
