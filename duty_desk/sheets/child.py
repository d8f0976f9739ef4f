"""The reading child: a hostile or damaged workbook can end this process, never the office's window.

Started by `reading` with one JSON request on standard input, `{"path": …, "encoding": …}`. Answers on
standard output with one JSON array a line:

    ["book", {"date1904": bool, "encoding": str}]
    ["sheet", {"name": str, "hidden": bool}]
    ["rows", [[number, hidden, [[column, value, kind?, flags?, length?], …], width?], …]]
    ["end", {"columns": [hidden…], "merges": [[top, left, bottom, right], …]}]
    ["done"]                      or at any point    ["refused", code, values]

An answer without its last line means the child broke: the file is damaged or too much for the limits.

Limits: on POSIX memory and processor time are bounded here with `resource`, and the parent kills the
child after the same time by the clock. Windows has no `resource`; there the size and extent limits and the
clock hold, and a memory bound needs a job object (CreateJobObject, JOB_OBJECT_LIMIT_PROCESS_MEMORY).

In a packaged program `sys.executable` is the program itself. Its entry point must call `serve_if_asked()`
before anything else is imported: `reading` then starts it with FLAG as the only argument.
"""

from __future__ import annotations

import json
import sys
from typing import Any

FLAG = "--read-one-workbook"
SECONDS = 20
MEMORY_BYTES = 1 << 30


def serve_if_asked() -> None:
    """Become the reading child and exit when the program was started as one; else return."""
    if sys.argv[1:] == [FLAG]:
        serve()
        sys.exit(0)


def serve() -> None:
    """Read one request, answer it, return."""
    _limit()
    request = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer

    def send(record: list[Any]) -> None:
        out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
        out.write(b"\n")

    from duty_desk.sheets.container import Refused, look

    try:
        if look(request["path"]) == "workbook":
            from duty_desk.sheets.workbook import read_workbook

            read_workbook(request["path"], send)
        else:
            from duty_desk.sheets.delimited import read_text

            read_text(request["path"], request.get("encoding", ""), send)
        send(["done"])
    except Refused as refused:
        send(["refused", refused.code, refused.values])
    except MemoryError:
        send(["refused", "TOO_MUCH", {}])
    out.flush()


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    serve()
