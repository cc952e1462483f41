"""What the Connect page writes into the records without a pump: through the window alone, with its real threads."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from tests.ui.window_bench import WindowBench
from tests.unit.records.visit_rows import a_pump, a_session, an_intent

GONE = "RF20-99999"
CLOSED_PORT = "socket://127.0.0.1:1"


def test_the_indication_of_a_patient_of_the_records_is_set_by_hand(bench_window: WindowBench) -> None:
    page, desk = bench_window.window.connect_page.patients, bench_window.desk.connect_page
    bench_window.click(page.open_form)
    bench_window.type_into(page.form.name.edit, "Demo patient 0042")
    bench_window.click(page.form.add_button)
    bench_window.until(page.indication.ask.isVisible)
    assert "Not known: the strictest limits hold" in bench_window.words(page.indication)
    bench_window.click(page.indication.ask)
    for _ in range(2):
        QTest.keyClick(page.indication.condition.box, Qt.Key.Key_Down)
    QTest.keyClick(page.indication.age.box, Qt.Key.Key_Down)
    bench_window.click(page.indication.record)
    bench_window.until(lambda: desk.state.indication.present == "Spinal spasticity, adult")
    with bench_window.records.unit_of_work() as work:
        (patient,) = work.patients.all()
    assert patient.indication == Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)


def test_over_a_link_that_does_not_open_the_window_signs_for_nobody(bench_window: WindowBench) -> None:
    page, desk = bench_window.window.connect_page, bench_window.desk.connect_page
    pump = a_pump(GONE)
    session = a_session(pump)
    with bench_window.records.unit_of_work() as work:
        work.pumps.add(pump)
        work.sessions.start(session)
        work.intents.add(an_intent(session, GONE))
        work.commit()
    bench_window.click(page.refresh_button)
    bench_window.until(page.gone.ask.isVisible)

    def listed() -> bool:
        """Refreshing makes the list anew."""
        rows = page.links.rows()
        return bool(rows) and rows[-1].isVisible()

    bench_window.until(listed)
    bench_window.click(page.links.rows()[-1])
    bench_window.type_into(page.links.address.edit, CLOSED_PORT)
    bench_window.click(page.gone.ask)
    bench_window.type_into(page.gone.serial.edit, GONE)
    bench_window.type_into(page.gone.note.edit, "Explanted on Friday, seen on the table")
    bench_window.click(page.gone.sign)
    bench_window.until(lambda: desk.state.gone.trouble is not None)
    assert f"Pump {GONE} was not called: " in bench_window.words(page.gone)
    assert len(bench_window.records.history().open_commands()) == 1
