"""The link page in the real window: reached from the header, live, and never in the way of the window."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import Frame
from programmer.ui.link_tap import MOST_FRAMES
from programmer.ui.viewmodels.link_state import LinkPart
from tests.ui.window_bench import WindowBench

STATUS = 0x0606


@pytest.fixture
def visit(bench_window: WindowBench) -> WindowBench:
    """A window with the simulated pump connected and the link shown."""
    bench_window.connect_pump()
    QTest.mouseClick(bench_window.window.header.link, Qt.MouseButton.LeftButton)
    return bench_window


def test_the_header_leads_to_the_link_and_esc_back(visit: WindowBench) -> None:
    assert visit.window.page == "link"
    visit.press(Qt.Key.Key_Escape)
    assert visit.window.page == "pump"
    visit.window.header.link.setFocus()
    visit.press(Qt.Key.Key_Space)
    assert visit.window.page == "link"


def test_frames_come_in_live_and_the_newest_is_in_view(visit: WindowBench) -> None:
    table = visit.window.link_page.frames.table
    before = table.lines()[-1].number
    visit.until(lambda: table.lines()[-1].number > before + 4)
    bar = table.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_a_chosen_frame_keeps_its_words_while_others_come(visit: WindowBench) -> None:
    card = visit.window.link_page.frames
    visit.until(lambda: any(line.cells[2] == "STATUS, answer" for line in card.table.lines()))
    at = next(at for at, line in enumerate(card.table.lines()) if line.cells[2] == "STATUS, answer")
    card.table.selectRow(at)
    fields = {row.cells[0]: row.cells[1] for row in card.fields.rows()}
    assert fields["status"] == "OK"
    count = len(card.table.lines())
    visit.until(lambda: len(card.table.lines()) > count + 2)
    assert {row.cells[0]: row.cells[1] for row in card.fields.rows()} == fields


def test_frames_are_taken_over_from_another_thread_ten_times_a_second_at_most(visit: WindowBench) -> None:
    """However many pass, the list takes what it holds, and in one go."""
    link, table = visit.desk.link, visit.window.link_page.frames.table
    shown: list[int] = []
    link.changed.connect(lambda state: shown.append(len(state.frames)))
    tap = link._tap
    passed = tap.passed[0]

    def burst() -> None:
        for number in range(1, 30_001):
            tap.see(FrameSeen(False, Frame(1, STATUS, 1, number, b"\x00" * 6), 41, "not asked for"))

    sender = threading.Thread(target=burst)
    sender.start()
    visit.until(lambda: not sender.is_alive() and link._taken >= passed + 30_000)
    assert len(table.lines()) == MOST_FRAMES
    assert len(shown) < 100


def test_the_pumps_of_this_workstation_are_listed_from_where_the_keys_rest(visit: WindowBench) -> None:
    page = visit.window.link_page
    page.parts.chosen.emit(LinkPart.PUMPS)
    visit.until(lambda: visit.desk.link.state.pairings.pumps is not None)
    assert "This workstation is paired with no pump yet." in visit.words(page)


def test_an_open_link_page_does_not_outlive_the_window(visit: WindowBench) -> None:
    visit.window.link_page.parts.chosen.emit(LinkPart.PUMPS)
    visit.window.close()
    visit.run.wait_for_the_end()
    assert not {"pump", "history", "pairings"} & {thread.name for thread in threading.enumerate()}
