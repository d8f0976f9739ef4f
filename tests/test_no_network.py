"""The desk speaks to nobody unless a server was configured, and leaves nothing lying about: the real program, watched from outside."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from tests.code_tree import ROOT

# Read by the child's interpreter before anything else. What it catches is written down too: an attempt that the program
# swallowed is still an attempt.
GUARD = """
import os, sys

def watch(event, arguments):
    if not event.startswith("socket."):
        return
    # `connect`, `bind` and `sendto` carry (socket, address); an address in the file system is text.
    local = event.endswith(("__new__", "gethostname", "sethostname")) or (
        event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
        and isinstance(arguments[1], (str, bytes, type(None)))
    )
    if not local:
        with open(os.environ["DUTY_DESK_NETWORK_ATTEMPTS"], "a") as log:
            print(event, arguments, file=log)
        raise PermissionError(event)

sys.addaudithook(watch)
"""

LONGEST = 120
# Numbers of the people of the samples.
PERSONAL = re.compile(r"610000\d{11}[\dX]|1(?:99|38)0000\d{4}")
# Qt asks the print service of this machine for its printers.
LOCAL_PRINTING = re.compile(r'htons\(631\).*("::1"|"127\.0\.0\.1")')
DESK = ("-m", "duty_desk")
FOUNDING = (
    "init",
    "--name",
    "西岭理工大学总务处",
    "--campus",
    "南湖校区",
    "--officer",
    "周敏",
    "--login",
    "zhoumin",
)
SAMPLE = "import sys; from pathlib import Path; from duty_desk.demo import open_demo; open_demo(Path(sys.argv[1])).close()"
# Each flow is one or more commands on the same data, in order; `{data}` stands for an empty folder.
FLOWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "an office from the command line": (
        (*DESK, *FOUNDING),
        (*DESK, "import", "tests/data/机构与场所.xlsx"),
        (*DESK, "import", "--dry-run", "--json", "tests/data/临时通行证_0210-0223.xlsx"),
        (*DESK, "figures", "--json"),
        (*DESK, "check"),
    ),
    "the sample office": (("-c", SAMPLE, "{data}"),),
    "every screen of the sample office": (("main.py", "--self-test"),),
}


@cache
def without_network() -> tuple[str, ...]:
    """The command that runs another with no network at all, empty where the system does not allow it."""
    for command in (("unshare", "-n"), ("unshare", "-rn")):
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
        ):
            return command
    return ()


@cache
def traced() -> tuple[str, ...]:
    """The command that writes down what another asks of the system, below Python too; empty where that is not to be had."""
    watch = ("-f", "-q", "-e", "trace=connect,bind,sendto,sendmsg", "-e", "signal=none", "-o")
    # With the filter in the kernel the program stops for these calls alone, not for every one that it makes.
    for command in (("strace", "--seccomp-bpf", *watch), ("strace", *watch)):
        if (
            shutil.which("strace")
            and not subprocess.run(
                [*command, os.devnull, "true"], capture_output=True, check=False
            ).returncode
        ):
            return command
    return ()


@pytest.mark.slow
@pytest.mark.first
@pytest.mark.skipif(os.name == "nt", reason="watched on Linux")
@pytest.mark.parametrize("commands", FLOWS.values(), ids=FLOWS)
def test_nothing_leaves_the_desk(commands: tuple[tuple[str, ...], ...], tmp_path: Path) -> None:
    """Acceptance checks S-60, S-45 and S-62: no connection, no person in what it says, no temporary file that outlives it."""
    data, attempts, trace = tmp_path / "data", tmp_path / "attempts", tmp_path / "trace"
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "DUTY_DESK_NETWORK_ATTEMPTS": str(attempts),
        "DUTY_DESK_DATA": str(data),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "DUTY_DESK_PASSWORD": "correct horse battery",
        "QT_QPA_PLATFORM": "offscreen",
    }
    for name in ("DUTY_DESK_TEST_POSTGRES", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    watched = [*traced(), str(trace)] if traced() else []
    for command in commands:
        arguments = [str(data) if argument == "{data}" else argument for argument in command]
        said = run_to_its_end([*without_network(), *watched, sys.executable, *arguments], environment)
        assert not PERSONAL.findall(said)
        assert list(temporary.iterdir()) == []
        kept = [path.read_bytes().decode("utf-8", "replace") for path in home.rglob("*") if path.is_file()]
        assert not [found for text in kept for found in PERSONAL.findall(text)]
        assert not attempts.exists(), attempts.read_text(encoding="utf-8")
        if watched:
            asked = trace.read_text(encoding="utf-8", errors="replace").splitlines()
            assert not [line for line in asked if "AF_INET" in line and not LOCAL_PRINTING.search(line)]


def run_to_its_end(command: list[str], environment: dict[str, str]) -> str:
    """What it said."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            said, _ = child.communicate(timeout=LONGEST)
        finally:  # the tracer's end would not be the program's
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    assert child.returncode == 0, said
    return said


def test_the_guard_bites(tmp_path: Path) -> None:
    """Without this, a guard that no longer loads would let everything through."""
    attempts = tmp_path / "attempts"
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    probe = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    child = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DUTY_DESK_NETWORK_ATTEMPTS": str(attempts)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 1
    assert "PermissionError" in child.stderr
    assert attempts.read_text(encoding="utf-8").startswith("socket.")
