"""Commands of `python -m duty_desk`: the same services as the window, for scripts and scheduled jobs.

Exit codes: 0 done, 1 refused (a plain sentence stands on the error output), 2 wrong words on the command line.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from duty_desk.commands import books, copies, offices, papers
from duty_desk.commands.words import Parser, language_of
from duty_desk.errors import DutyDeskError
from duty_desk.strings import LANGUAGES, set_language, t


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the value for the shell."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console of another code page must not stop a job in the middle.
            stream.reconfigure(encoding="utf-8", errors="replace")
    # The help speaks the language asked for, so that one is known first.
    set_language(language_of(arguments))
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DutyDeskError as error:
        print(error.text, file=sys.stderr)
        if detail := getattr(error, "detail", ""):
            print(detail, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    # The package has a program of its own for this.
    called = "duty-desk-cli" if getattr(sys, "frozen", False) else "python -m duty_desk"
    parser = Parser(prog=called, description=t("cli.help.about"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=t("cli.help.data"))
    parser.add_argument("--database", metavar="URL", help=t("cli.help.database"))
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=t("cli.help.language"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (offices, books, papers, copies):
        group.add_commands(commands)
    return parser
