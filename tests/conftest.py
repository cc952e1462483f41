"""What holds for every test: no display, an empty home, no unforeseen error logged, no Qt leftovers."""

import gc
import itertools
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.support.compiled_once import compile_once
from tests.support.migrated_once import copy_instead_of_migrating
from tests.support.requirement_results import RequirementResults
from tests.support.requirements import REPOSITORY, requirements

# No test looks into the key store of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# Before any test imports Qt. PROGRAMMER_TEST_PLATFORM=xcb runs the same tests on a real or virtual display.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("PROGRAMMER_TEST_PLATFORM", "offscreen")

# The same examples on every machine and in every run; PROGRAMMER_HYPOTHESIS=explore looks for new ones.
settings.register_profile(
    "steady", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=1000)
# To know that a test fails is enough where faults are put in on purpose: the smallest example is not looked for.
settings.register_profile(
    "unshrunk", settings.get_profile("steady"), phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
settings.load_profile(os.environ.get("PROGRAMMER_HYPOTHESIS", "steady"))

_homes = itertools.count()

_ABOUT_THE_MAKING_OF_A_STORE = (
    "tests/unit/records/test_migrating.py",
    "tests/unit/records/test_opening.py",
    "tests/unit/records/test_location.py",
    "tests/integration/test_records_",
    "tests/simulation/test_saboteurs.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Watch whether the tests marked with a requirement of docs/safety show it; compile statements once."""
    compile_once()
    told_in = REPOSITORY / "out" / "requirements.md"
    config.pluginmanager.register(RequirementResults(config, requirements, told_in))


@pytest.fixture(autouse=True, scope="module")
def imports_set_aside() -> None:
    """Look for garbage only in what is new: what imports have made and keep is looked through for 0.2 s a time."""
    gc.collect()
    gc.freeze()


_PLACES = (
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "runtime"),
)
_untouched: list[Path] = []


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test an empty home, so that none reads or writes the files of the person who runs it.

    A home in which the test before left nothing is empty still, and serves again.
    """
    home = _untouched.pop() if _untouched else _new_home(tmp_path_factory.getbasetemp())
    monkeypatch.setenv("HOME", str(home))
    for variable, name in _PLACES:
        monkeypatch.setenv(variable, str(home / name))
    yield home
    if _is_untouched(home):
        _untouched.append(home)


def _new_home(room: Path) -> Path:
    home = room / f"home-{next(_homes)}"
    home.mkdir()
    for _, name in _PLACES:
        (home / name).mkdir(mode=0o700)
    return home


def _is_untouched(home: Path) -> bool:
    """Whether there is nothing in it but its own empty folders, as they were made."""
    folders = [home / name for _, name in _PLACES]
    if set(home.iterdir()) != set(folders):
        return False
    return all(_as_made(folder) for folder in folders)


def _as_made(folder: Path) -> bool:
    return not any(folder.iterdir()) and stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.fixture(autouse=True)
def migrated_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare each test the migrations of its records, but for those of the making and opening of a store."""
    if not request.node.nodeid.startswith(_ABOUT_THE_MAKING_OF_A_STORE):
        copy_instead_of_migrating(monkeypatch)


@pytest.fixture(autouse=True)
def log_guard(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a log record at ERROR or above, unless the test names a part of its text.

    ``@pytest.mark.expected_log("what the record says", …)``: each text must occur, and nothing else may.
    """
    yield
    marker = request.node.get_closest_marker("expected_log")
    expected: tuple[str, ...] = () if marker is None else marker.args
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    messages = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    unforeseen = [message for message in messages if not any(text in message for text in expected)]
    missing = [text for text in expected if not any(text in message for message in messages)]
    if unforeseen or missing:
        pytest.fail(f"errors logged unexpectedly: {unforeseen}; expected and not logged: {missing}")


@pytest.fixture(autouse=True)
def clean_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with Qt, close every window, deliver every deferred deletion and take the style sheet off.

    Left on, it would make the next window five times as dear to build, and its looks a matter of the tests' order.
    """
    yield
    if not {"qtbot", "qapp"}.isdisjoint(request.fixturenames):
        _close_all_windows()


def _close_all_windows() -> None:
    # Tests without Qt do not pay for it.
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    windows = QApplication.topLevelWidgets()
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleSheet():
        app.setStyleSheet("")
    # What has no window can wait for the end of its module.
    if windows:
        gc.collect()
