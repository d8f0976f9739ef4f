"""The program as a process: one window per data folder, nothing heavy at the start, a way out of every defect."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.code_tree import ROOT
from ui.app import opening_of, parse
from ui.main_window import MainWindow
from ui.shell.crash import LastResort, code_of, report_of
from ui.start.instance import Instance, name_for

HEAVY = ("matplotlib", "openpyxl", "xlsxwriter", "reportlab", "pypinyin", "alembic", "python_calamine")
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def office(template_office: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(template_office, folder)
    return folder


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(office: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "main.py", "--data", str(office)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def is_there(office: Path) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name_for(office))
    return socket.waitForConnected(200)


def test_a_second_start_brings_the_first_window_forward_and_ends(office: Path, qtbot: QtBot) -> None:
    first = Instance(name_for(office))
    assert first.claim()
    with qtbot.waitSignal(first.show_asked, timeout=30_000):
        second = start(office)
    assert second.wait(timeout=30) == 0
    first.release()


def test_a_killed_window_leaves_no_question_behind(
    office: Path, processes: list[subprocess.Popen[bytes]], qtbot: QtBot
) -> None:
    for _time in range(2):
        process = start(office)
        processes.append(process)
        qtbot.waitUntil(lambda: is_there(office), timeout=30_000)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not is_there(office)
    again = Instance(name_for(office))
    assert again.claim()
    again.release()


def test_two_offices_do_not_know_one_another(tmp_path: Path) -> None:
    assert name_for(tmp_path / "one") != name_for(tmp_path / "two")
    assert name_for(tmp_path / "one") == name_for(tmp_path / "two" / ".." / "one")


LOOK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.app import Program
from ui.start.opening import Opening, sign_in_first
from ui.start.sign_in import SignInPage

folder = Path(sys.argv[1])
application = QApplication(["duty-desk"])
program = Program(application)
program.open(Opening(folder, folder))
seen = []

def look():
    window = program.window
    if not seen and isinstance(window.entrance.page, SignInPage):
        seen.append("sign-in")
        tell("sign-in")
        sign_in_first(window.entrance.desk)
        window.enter(window.entrance.desk)
    elif seen == ["sign-in"] and window.office.current.is_settled and not window.tasks.busy:
        seen.append("office")
        tell("office")
        window.close()
        application.quit()

def tell(where):
    heavy = sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[2].split(",")))
    print(where, ",".join(heavy), flush=True)

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(60000, application.quit)
application.exec()
"""


def test_nothing_heavy_is_loaded_before_it_is_needed(office: Path) -> None:
    """Quality A6 and U-82: neither before somebody signs in nor with Today and the numbers of the rail on the screen."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(office), ",".join(HEAVY)],
        cwd=ROOT,
        env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines() == ["sign-in ", "office "], done.stderr


BROKEN = """
import sys
from ui.app import main
from ui.gate.tab import GateTab

def broken(self, shell):
    raise NameError("a name that was forgotten")

GateTab.__init__ = broken
sys.exit(main(["--self-test"]))
"""


@pytest.fixture(scope="module")
def sample_office_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of this file keep the sample office, so that it is made once."""
    return tmp_path_factory.mktemp("kept")


def prove(kept: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**ENVIRONMENT, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(kept)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_program_proves_itself(sample_office_kept: Path) -> None:
    done = prove(sample_office_kept, "main.py", "--self-test")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_screen_that_breaks_fails_the_proof(sample_office_kept: Path) -> None:
    done = prove(sample_office_kept, "-c", BROKEN)
    assert done.returncode == 1, done.stderr
    assert "NameError" in done.stderr
    assert "broken" in done.stderr, "the report names the place"
    assert "a name that was forgotten" not in done.stderr, "messages may name persons"


def test_the_command_line_says_which_office_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTY_DESK_DATA", str(tmp_path / "named"))
    assert opening_of(parse([])).target == tmp_path / "named"
    assert opening_of(parse(["--data", str(tmp_path)])).target == tmp_path
    url = "postgresql+psycopg://desk@server/office"
    shared = opening_of(parse(["--database", url, "--data", str(tmp_path)]))
    assert (shared.target, shared.folder) == (url, tmp_path)
    assert opening_of(parse(["--demo"])).demo


# --- defects ---


def broken(name: str) -> None:
    raise ValueError(f"cannot read {name}")


def test_a_report_says_where_and_never_whose() -> None:
    try:
        broken("温建平 610000198506200034")
    except ValueError as error:
        report = report_of(type(error), error, error.__traceback__)
    assert "ValueError" in report
    assert "tests/ui/test_app.py" in report
    assert "broken" in report
    assert "温建平" not in report
    assert "610000" not in report
    assert str(Path.home()) not in report
    assert len(code_of(report)) == 8


def test_a_defect_is_shown_once_and_work_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    hooks = sys.excepthook, threading.excepthook
    resort = LastResort(window)
    said = sys.__excepthook__
    sys.__excepthook__ = lambda *_error: None
    try:
        for _time in range(2):
            try:
                broken("温建平")
            except ValueError as error:
                sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: resort.dialog is not None, timeout=2000)
        dialog = resort.dialog
        assert dialog is not None
        dialog.copy_button.click()
        assert "温建平" not in QApplication.clipboard().text()
        assert "ValueError" in QApplication.clipboard().text()
        dialog.close_button.click()
        assert resort.dialog is None
    finally:
        sys.excepthook, threading.excepthook = hooks
        sys.__excepthook__ = said
    QCoreApplication.processEvents()
    assert window.office is not None
    window.office.go("office")


MOVE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from duty_desk import whereabouts
from ui.app import Program
from ui.start.opening import Opening, sign_in_first
from ui.start.sign_in import SignInPage

here, there = Path(sys.argv[1]), Path(sys.argv[2])
application = QApplication(["duty-desk"])
program = Program(application)
program.open(Opening(here, here))
first = program.window

def look():
    window = program.window
    if not isinstance(window.entrance.page, SignInPage):
        return
    if window is first and window.office is None:
        sign_in_first(window.entrance.desk)
        office = window.enter(window.entrance.desk)
        whereabouts.choose(here, there)
        office.desk.retire()
        office.sign_in_again(elsewhere=True)
    elif window is not first:
        print(window.entrance.desk.path.parent, window.entrance.desk.read_only, first.isVisible(), flush=True)
        window.close()
        application.quit()

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(60000, application.quit)
application.exec()
"""


def test_an_office_that_was_moved_is_opened_at_once(office: Path, tmp_path: Path) -> None:
    """Product rule X12: whoever moved it signs in where it is now."""
    there = tmp_path / "there"
    shutil.copytree(office, there)
    done = subprocess.run(
        [sys.executable, "-c", MOVE, str(office), str(there)],
        cwd=ROOT,
        env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == [str(there), "False", "False"]
