"""Reads workbooks named on standard input, each in a cheap child of its own: what the reading child does, thousands of times.

The child is forked from a process that has everything loaded, limits itself as the real one does, answers, and ends. For each there comes
back a line of its status and of how long its answer is, then the answer. Run as `python -m tests.security.read_many`.
"""

from __future__ import annotations

import io
import json
import os
import sys

from duty_desk.sheets import child, container, delimited, workbook

# Loaded before the first child begins.
LOADED = (container, delimited, workbook)


def become_child(path: str, answer: int) -> None:
    """Answer for one workbook as `child.serve` does, and end."""
    code = 70
    try:
        os.dup2(answer, 1)
        request = json.dumps({"path": path, "encoding": ""}).encode() + b"\n"
        sys.stdin = io.TextIOWrapper(io.BytesIO(request))
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False))
        child.serve()
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """One answer after the other, in the order in which they were asked."""
    out = sys.stdout.buffer
    for line in sys.stdin:
        there, here = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(there)
            become_child(line.rstrip("\n"), here)
        os.close(here)
        with os.fdopen(there, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(pid, 0)
        out.write(f"{status} {len(answer)}\n".encode() + answer)
        out.flush()


if __name__ == "__main__":
    main()
