"""On a small window the curves stand beside the cards in one view, however long the cards are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from programmer.ui.views.page import Scrolled
from programmer.ui.views.pump.page import PumpPage
from programmer.ui.widgets.fact_row import FactRow
from tests.support.programs_of_every_kind import EVERY_KIND, TOKEN, WEEKLY
from tests.ui.pump_bench import Bench


@pytest.fixture
def shown(qtbot: QtBot, bench: Bench) -> Scrolled:
    area = Scrolled(PumpPage(bench.workstation.pump, bench.workstation.orders))
    qtbot.addWidget(area)
    area.resize(1278, 600)
    area.show()
    return area


@pytest.mark.parametrize("kind", ["week", "mixture", "bridged"])
def test_the_curves_are_never_higher_than_the_window(bench: Bench, shown: Scrolled, kind: str) -> None:
    bench.site.pump.install(EVERY_KIND[kind], TOKEN)
    bench.connect()
    QTest.qWait(30)
    page = shown.widget()
    assert isinstance(page, PumpPage)
    bottom = page.plot_card.mapTo(page, page.plot_card.rect().bottomLeft()).y()
    assert bottom <= shown.viewport().height()
    assert page.plot_card.height() >= page.plot_card.minimumHeight()


def test_no_fact_of_a_week_is_cut(bench: Bench, shown: Scrolled) -> None:
    bench.site.pump.install(WEEKLY, TOKEN)
    bench.connect()
    QTest.qWait(30)
    rows = [row for row in shown.findChildren(FactRow) if row.isVisible()]
    assert len(rows) > 10
    for row in rows:
        assert row._value.height() >= row._value.heightForWidth(row._value.width()) - 1 or row.height() == 26


def test_title_and_buttons_stay_where_they_are_however_far_the_page_is_scrolled(
    bench: Bench, shown: Scrolled
) -> None:
    bench.site.pump.install(WEEKLY, TOKEN)
    bench.connect()
    QTest.qWait(30)
    page = shown.widget()
    assert isinstance(page, PumpPage)
    before = page.change_therapy.mapTo(shown, QPoint(0, 0))
    bar = shown.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    assert page.change_therapy.mapTo(shown, QPoint(0, 0)) == before
    assert page.head.geometry().bottom() < shown.viewport().geometry().top()
