"""Where records may be: a file named in one of two ways, or memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from programmer.known_error import UsageError
from programmer.records.sql.location import place_of


@pytest.mark.parametrize("address", ["sqlite:////var/records.sqlite", "/var/records.sqlite"])
def test_a_file_is_named_by_url_or_by_path(address: str) -> None:
    place = place_of(address)
    assert place.path == Path("/var/records.sqlite")
    assert str(place) == "/var/records.sqlite"


@pytest.mark.parametrize("address", ["sqlite:///records.sqlite", "records.sqlite"])
def test_a_relative_path_is_taken_from_the_working_directory(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of(address).path == tmp_path / "records.sqlite"


@pytest.mark.parametrize("name", ["records.sqlite", "50 % of #3?.sqlite", "Ömer's & co;.sqlite", "a:b@c"])
def test_the_url_of_a_place_leads_back_to_it(name: str) -> None:
    place = place_of(f"/var/lib/{name}")
    assert place_of(place.url) == place


@pytest.mark.parametrize("address", [":memory:", "sqlite:///:memory:"])
def test_two_stores_in_memory_are_not_the_same(address: str) -> None:
    first, second = place_of(address), place_of(address)
    assert first.path is None
    assert first.url == "sqlite:///:memory:"
    assert first.connection_uri("rw") != second.connection_uri("rw")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://nurse:secret@clinic/records",
        "mysql+pymysql://clinic",
        "https://clinic",
        "sqlite+aiosqlite:///x",
    ],
)
def test_only_sqlite_files_are_supported_so_far(address: str) -> None:
    with pytest.raises(UsageError, match="Only SQLite files are supported so far") as refusal:
        place_of(address)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "address", ["", "sqlite://", "sqlite:///", "sqlite://host/x", "sqlite:///x?mode=ro", "://"]
)
def test_an_address_that_names_no_file_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        place_of(address)
