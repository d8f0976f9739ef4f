"""`./run` on a desk where something is missing: it sets up what it may, else ends with one sentence that can be acted on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.code_tree import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the twins of Windows are not shell scripts"),
]
# Stands for the Python in `.venv`: writes down how it was called, and fails where the test wants it to.
FAKE_PYTHON = """#!/bin/sh
echo "$PWD|$*" >> "{log}"
case "$*" in *"$FAIL_ON"*) [ -n "$FAIL_ON" ] && exit 1;; esac
exit 0
"""


class Checkout:
    """A copy of the scripts in a folder whose name has spaces and Chinese in it, with an installed `.venv`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "值班台 copy of 2020"
        self.log = folder / "calls"
        for name in ("run", "test", "requirements.lock", "requirements-dev.lock", "tests/postgres.py"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.root / name)
        shutil.copytree(ROOT / "tools", self.root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        for path in (ROOT / "resources" / "strings").glob("*/setup.toml"):
            target = self.root / path.relative_to(ROOT)
            target.parent.mkdir(parents=True)
            shutil.copy2(path, target)
        packages = self.root / ".venv" / "lib" / "python3.11" / "site-packages"
        (packages / "pip").mkdir(parents=True)
        (packages / "PySide6").mkdir()
        python = self.root / ".venv" / "bin" / "python"
        python.parent.mkdir()
        python.write_text(FAKE_PYTHON.format(log=self.log), encoding="utf-8")
        python.chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.root), "DISPLAY": ":0", **environment}
        return subprocess.run(
            [str(self.root / "run"), *arguments],
            cwd="/",
            env={name: value for name, value in clean.items() if value},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def installed(checkout: Checkout) -> Checkout:
    assert checkout.start().returncode == 0
    checkout.log.unlink()
    return checkout


def test_the_first_start_installs_the_lock_with_its_checksums(checkout: Checkout) -> None:
    done = checkout.start("--demo", "two words")
    assert done.returncode == 0, done.stderr
    pip, window = checkout.calls()
    assert "-m pip install" in pip
    assert "--require-hashes --no-deps" in pip
    assert pip.endswith("requirements.lock")
    assert window == f"/|{checkout.root}/main.py --demo two words"
    assert "Setting up" in done.stderr


def test_the_second_start_only_opens_the_window(installed: Checkout) -> None:
    done = installed.start()
    assert (done.returncode, done.stderr) == (0, "")
    assert installed.calls() == [f"/|{installed.root}/main.py"]


def test_a_changed_lock_is_installed_again(installed: Checkout) -> None:
    with (installed.root / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("\n# one more\n")
    installed.start()
    assert len(installed.calls()) == 2


def test_a_broken_download_is_tried_again_next_time(checkout: Checkout) -> None:
    done = checkout.start(FAIL_ON="pip install")
    assert done.returncode == 1
    assert "network connection" in done.stderr.splitlines()[-1]
    assert len(checkout.calls()) == 1
    assert checkout.start().returncode == 0
    assert sum("pip install" in call for call in checkout.calls()) == 2


def test_it_starts_through_a_link(installed: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "desk"
    link.symlink_to(installed.root / "run")
    done = subprocess.run(
        [str(link)], env={**os.environ, "DISPLAY": ":0"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(installed.calls()) == 1


@pytest.mark.parametrize(
    ("language", "sentence"), [("", "There is no screen here."), ("zh_CN.UTF-8", "这里没有屏幕。")]
)
def test_without_a_screen_it_says_so(installed: Checkout, language: str, sentence: str) -> None:
    done = installed.start(DISPLAY="", LANG=language)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
    assert not installed.calls()


def test_a_chosen_platform_counts_as_a_screen(installed: Checkout) -> None:
    assert installed.start(DISPLAY="", QT_QPA_PLATFORM="offscreen").returncode == 0
    assert len(installed.calls()) == 1


def test_without_a_python_it_says_which_one_to_install(checkout: Checkout, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "id", "echo"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    done = checkout.start(PATH=str(tools))
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert "需要 Python 3.11" in done.stderr


def test_missing_system_libraries_are_named_with_the_command_that_brings_them(
    installed: Checkout, tmp_path: Path
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    # A system that lacks one library, and where installing needs a password.
    (tools / "ldd").write_text("#!/bin/sh\necho '\tlibxcb-cursor.so.0 => not found'\n", encoding="utf-8")
    (tools / "ldd").chmod(0o755)
    for name in ("sh", "dirname", "readlink"):
        (tools / name).symlink_to(shutil.which(name) or "")
    (tools / "python3").symlink_to(sys.executable)
    done = installed.start(PATH=str(tools))
    assert done.returncode == 1
    assert "libxcb-cursor.so.0" in done.stderr
    assert "sudo apt-get install -y --no-install-recommends libgl1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not installed.calls()


@pytest.mark.skipif(sys.platform != "linux", reason="ldd answers on Linux")
def test_qt_finds_every_library_it_loads_here() -> None:
    """Also the window's plug-in for X11, which the tests without a screen never load."""
    probe = "import sys, system; from pathlib import Path; print(*system.missing_libraries(Path(sys.prefix)))"
    answer = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT / "tools", capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == ""


# What of Qt comes with the small package; everything else would bring hundreds of megabytes (U-81).
SMALL_QT = {"QtCore", "QtGui", "QtWidgets", "QtTest", "QtPrintSupport", "QtSvg", "QtNetwork"}


def test_only_the_small_part_of_qt_is_installed_and_used() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        names = re.findall(r"^(pyside6[\w-]*)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert names == ["pyside6-essentials"], lock
    used = {
        found
        for folder in ("ui", "duty_desk", "db")
        for file in (ROOT / folder).rglob("*.py")
        for found in re.findall(r"PySide6[. ](?:import )?(Qt\w+)", file.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= SMALL_QT


def test_a_venv_whose_python_is_gone_is_not_trusted(installed: Checkout) -> None:
    (installed.root / ".venv" / "bin" / "python").unlink()
    probe = "import setup; print(setup.venv_is_whole())"
    answer = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=installed.root / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "False"


@pytest.mark.postgres
def test_nothing_is_left_of_the_throw_away_server() -> None:
    from tests.postgres import find_programs, server

    if (programs := find_programs()) is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url:
        folder = Path(url.partition("host=")[2])
        assert (folder / "data" / "postmaster.pid").is_file()
    assert not folder.exists()
