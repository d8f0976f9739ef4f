"""Commands of `python -m duty_desk`: the same services as the window, for scripts and scheduled jobs.

Exit codes: 0 done, 1 refused (a plain sentence stands on the error output), 2 wrong words on the command line.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duty_desk.errors import DutyDeskError
from duty_desk.paths import default_data_folder
from duty_desk.strings import LANGUAGES, set_language, t

PASSWORD_VARIABLE = "DUTY_DESK_PASSWORD"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the value for the shell."""
    options = _parser().parse_args(arguments)
    set_language(options.language)
    try:
        return int(options.run(options))
    except DutyDeskError as error:
        print(error.text, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m duty_desk", description="Duty Desk, command line")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the office")
    parser.add_argument("--database", metavar="URL", help="PostgreSQL database shared by several desks")
    parser.add_argument("--language", choices=LANGUAGES, default="zh_CN", help="language of the sentences")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("init", help="set up a new office")
    make.add_argument("--name", required=True, help="name of the office")
    make.add_argument("--campus", required=True, help="name of the campus")
    make.add_argument("--officer", required=True, help="name of the first officer, the administrator")
    make.add_argument("--login", required=True, help="sign-in name of the first officer")
    make.set_defaults(run=_init)
    bring_in = commands.add_parser("import", help="take office workbooks in")
    bring_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring_in.add_argument("--dry-run", action="store_true", help="judge every row, write nothing")
    bring_in.add_argument("--json", action="store_true", help="print every row with its verdict as JSON")
    bring_in.set_defaults(run=_import)
    figures = commands.add_parser("figures", help="print the figures of the office")
    figures.add_argument("--json", action="store_true", help="as JSON")
    figures.set_defaults(run=_figures)
    check = commands.add_parser("check", help="prove that the audit chain is whole")
    check.set_defaults(run=_check)
    return parser


def _open(options: argparse.Namespace) -> Any:
    from duty_desk.desk import open_desk

    return open_desk(options.database or _folder(options), folder=_folder(options))


def _folder(options: argparse.Namespace) -> Path:
    return options.data or default_data_folder()


def _init(options: argparse.Namespace) -> int:
    from duty_desk.office import create_office

    password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass(t("cli.password"))
    desk = create_office(
        options.database or _folder(options),
        name=options.name,
        campus=options.campus,
        officer=options.officer,
        login=options.login,
        password=password,
        folder=_folder(options),
    )
    desk.close()
    print(t("cli.made", name=options.name, folder=_folder(options)))
    return 0


def _import(options: argparse.Namespace) -> int:
    from duty_desk import importing
    from duty_desk.sheets.reading import read_book

    desk = _open(options)
    report: list[dict[str, Any]] = []
    try:
        for path in options.files:
            if options.dry_run:
                for judged in importing.rehearse(desk, path):
                    report += _judged(path, judged)
                continue
            book = read_book(path)
            with desk.work() as work:
                done = importing.write_file(work, book, file_name=path.name, digest=importing.digest_of(path))
            for each in done:
                report.append(
                    {"file": path.name, "form": each.form_key, "written": each.written, "left": each.left}
                )
    finally:
        desk.close()
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1, default=str))
    else:
        for line in report:
            print("  ".join(str(value) for value in line.values()))
    return 0


def _judged(path: Path, judged: Any) -> list[dict[str, Any]]:
    return [
        {
            "file": path.name,
            "form": judged.form_key,
            "sheet": row.sheet,
            "row": row.row,
            "verdict": row.verdict.value,
            "reasons": list(row.codes),
        }
        for row in judged.examination.rows
    ]


def _figures(options: argparse.Namespace) -> int:
    from duty_desk.passes import pass_figures
    from duty_desk.people.figures import place_figures

    desk = _open(options)
    try:
        with desk.read() as read:
            found = {"places": place_figures(read), **pass_figures(read)}
    finally:
        desk.close()
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 1, default=str))
    return 0


def _check(options: argparse.Namespace) -> int:
    from duty_desk import audit

    desk = _open(options)
    try:
        with desk.read() as read:
            found = audit.verify(read)
    finally:
        desk.close()
    if found.broken_at is None:
        print(t("cli.whole", entries=found.entries))
        return 0
    print(t("cli.broken", entry=found.broken_at), file=sys.stderr)
    return 1
