"""TOML that somebody wrote is taken whole and within bounds, or refused with the reason."""

from pathlib import Path

import pytest

from programmer.known_error import RefusedError, UsageError
from programmer.toml_tables import FileKind, NotTables, tables_of

KIND = FileKind("list of wishes", 2048, "Look for it elsewhere", "Write it anew")
DEEPEST = 32


def test_tables_are_what_the_text_says() -> None:
    assert tables_of(b"[a]\nb = [1, {c = 'd'}]") == {"a": {"b": [1, {"c": "d"}]}}


@pytest.mark.parametrize("open_close", ["[]", "{}"], ids=["lists", "tables"])
def test_what_lies_deeper_than_any_file_needs_is_refused(open_close: str) -> None:
    """The table of the file itself is the first, and a number lies in the last."""

    def nested(depth: int) -> bytes:
        if open_close == "{}":
            return (".".join("a" * depth) + " = 1").encode()
        return ("a = " + "[" * (depth - 1) + "1" + "]" * (depth - 1)).encode()

    assert set(tables_of(nested(DEEPEST))) == {"a"}
    for depth in (DEEPEST + 1, 9_000):
        with pytest.raises(NotTables, match=r"^its tables or lists lie in each other too deeply$"):
            tables_of(nested(depth))


@pytest.mark.parametrize("content", [b"a = ", b"a = '\xff'", b"a = " + b"9" * 5_000])
def test_what_is_no_toml_is_refused_with_the_reason(content: bytes) -> None:
    with pytest.raises(NotTables, match=r"^it is not TOML: .+"):
        tables_of(content)


def test_a_file_is_read_to_its_last_allowed_byte_and_not_beyond(tmp_path: Path) -> None:
    file = tmp_path / "wishes.toml"
    file.write_bytes(b"a = 1\n" + b"#" * (KIND.largest - 6))
    assert KIND.tables(file) == {"a": 1}
    file.write_bytes(b"a = 1\n" + b"#" * (KIND.largest - 5))
    with pytest.raises(RefusedError) as caught:
        KIND.tables(file)
    assert str(caught.value) == (
        f"The list of wishes {file} is refused. It is larger than 2 KiB, and so no list of wishes. Write it anew."
    )


def test_a_file_that_is_not_there_is_a_slip_of_whoever_named_it(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    with pytest.raises(UsageError) as caught:
        KIND.tables(file)
    assert str(caught.value) == (
        f"The list of wishes {file} cannot be read. No such file or directory. Look for it elsewhere."
    )
