"""The desk speaks to nobody unless a server was configured (checks.md S-60): the real program, watched from outside."""

from __future__ import annotations

import os
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
FLOWS = {
    "every screen of the sample office": ("main.py", "--self-test"),
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
    command = ("strace", "-f", "-q", "-e", "trace=connect,bind,sendto,sendmsg", "-e", "signal=none", "-o")
    usable = (
        shutil.which("strace")
        and not subprocess.run([*command, os.devnull, "true"], capture_output=True, check=False).returncode
    )
    return command if usable else ()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="watched on Linux")
@pytest.mark.parametrize("arguments", FLOWS.values(), ids=FLOWS)
def test_nothing_leaves_the_desk(arguments: tuple[str, ...], tmp_path: Path) -> None:
    attempts, trace = tmp_path / "attempts", tmp_path / "trace"
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "DUTY_DESK_NETWORK_ATTEMPTS": str(attempts),
        "DUTY_DESK_DATA": str(tmp_path / "data"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    for name in ("DUTY_DESK_TEST_POSTGRES", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    watched = [*traced(), str(trace)] if traced() else []
    with subprocess.Popen(
        [*without_network(), *watched, sys.executable, *arguments],
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
    assert not attempts.exists(), attempts.read_text(encoding="utf-8")
    if watched:
        asked = trace.read_text(encoding="utf-8", errors="replace").splitlines()
        assert not [line for line in asked if "AF_INET" in line]


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
