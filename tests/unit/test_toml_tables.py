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


@pytest.mark.parametrize("content", [b"a = ", b"a = " + b"9" * 5_000, "\ufeff\ufeffa = 1".encode()])
def test_what_is_no_toml_is_refused_with_the_reason(content: bytes) -> None:
    with pytest.raises(NotTables, match=r"^it is not TOML: .+"):
        tables_of(content)


@pytest.mark.parametrize("text", ["[a]\nb = 1", "[a]\r\nb = 1\r\n"])
def test_the_mark_that_an_editor_writes_before_utf_8_is_passed_over(text: str) -> None:
    assert tables_of(text.encode("utf-8-sig")) == {"a": {"b": 1}}


@pytest.mark.parametrize("order", ["utf-16", "utf-16-be"])
def test_a_file_in_utf_16_is_told_how_to_be_saved(order: str) -> None:
    mark = b"" if order == "utf-16" else b"\xfe\xff"
    with pytest.raises(NotTables, match=r"^it is saved as UTF-16; save it as UTF-8$"):
        tables_of(mark + "a = 1".encode(order))


@pytest.mark.parametrize(("content", "line"), [(b"a = '\xff'", 1), (b"a = 1\nb = 2\n# 5 \xb5g", 3)])
def test_a_file_in_another_encoding_is_told_where_that_is_seen(content: bytes, line: int) -> None:
    why = f"^it is not saved as UTF-8, as a sign in line {line} shows; save it as UTF-8$"
    with pytest.raises(NotTables, match=why):
        tables_of(content)


def test_a_number_of_thousands_of_digits_is_told_in_plain_words() -> None:
    with pytest.raises(NotTables, match=r"^it is not TOML: a number in it has very many digits$"):
        tables_of(b"a = " + b"9" * 5_000)


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
