"""Children that work until they are killed, one after another."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.children import start


class Nursery:
    """Starts children one after another and kills each at a moment of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._in = process, process.stdin
        self._out = process.stdout.fileno()
        self._rest = b""
        self.begin("go")

    def begin(self, line: str) -> None:
        self._in.write(f"{line}\n")
        self._in.flush()

    def kill_after(self, seconds: float, *, at_work: bool = False) -> list[str]:
        """Let the child live for `seconds`, counted from its first act where that is meant; what it has said."""
        said = [self._line()]
        child = int(said[0].split()[1])
        if at_work:
            said.append(self._line())
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if b"\n" in self._rest or select.select([self._out], [], [], left)[0]:
                said.append(self._line())
                if said[-1] == "dead":
                    return said[1:-1]
        os.kill(child, signal.SIGKILL)
        while said[-1] != "dead":
            said.append(self._line())
        return said[1:-1]

    def _line(self) -> str:
        while b"\n" not in self._rest:
            found = os.read(self._out, 65536)
            assert found, "the children's process has ended"
            self._rest += found
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@contextmanager
def nursery(act: str, folder: Path) -> Iterator[Nursery]:
    process = start(act, folder)
    try:
        yield Nursery(process)
    finally:
        process.kill()
        process.communicate()
