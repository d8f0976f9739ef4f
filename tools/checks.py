"""Lint and the contracts between the parts of the program, side by side; 0 only when all are clean. Types: `type_check.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Through the interpreter, not the scripts beside it: those break when the folder is moved.
CHECKS = {
    "lint": ("-m", "ruff", "check", "--quiet", "."),
    "format": ("-m", "ruff", "format", "--quiet", "--check", "."),
    "contracts": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"),
}


def main() -> int:
    running = {
        name: subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for name, arguments in CHECKS.items()
    }
    failed: list[str] = []
    for name, process in running.items():
        output, _ = process.communicate()
        if process.returncode:
            failed.append(name)
            print(f"--- {name}", flush=True)
            sys.stdout.buffer.write(output)
            sys.stdout.flush()
    print(
        f"checks: {', '.join(failed)} failed" if failed else f"checks: {', '.join(CHECKS)} clean", flush=True
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
