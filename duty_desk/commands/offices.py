"""An office as a whole: make one, prove one, move one, try the sample."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from duty_desk.commands.access import ask_password, folder_of, opened, target_of
from duty_desk.strings import t


def add_commands(commands: Any) -> None:
    """init, check, move, demo."""
    make = commands.add_parser("init", help=t("cli.help.init"))
    make.add_argument("--name", required=True, help=t("cli.help.name"))
    make.add_argument("--campus", required=True, help=t("cli.help.campus"))
    make.add_argument("--officer", required=True, help=t("cli.help.officer"))
    make.add_argument("--login", required=True, help=t("cli.help.login"))
    make.set_defaults(run=_init)
    check = commands.add_parser("check", help=t("cli.help.check"))
    check.add_argument("--fast", action="store_true", help=t("cli.help.fast"))
    check.add_argument("--code", help=t("cli.help.code"))
    check.set_defaults(run=_check)
    move = commands.add_parser("move", help=t("cli.help.move"))
    move.add_argument("to", metavar="URL_OR_DIR", help=t("cli.help.move_to"))
    move.set_defaults(run=_move)
    demo = commands.add_parser("demo", help=t("cli.help.demo"))
    demo.add_argument("folder", type=Path, metavar="DIR")
    demo.set_defaults(run=_demo)


def _init(options: argparse.Namespace) -> int:
    from duty_desk.office import create_office

    create_office(
        target_of(options),
        name=options.name,
        campus=options.campus,
        officer=options.officer,
        login=options.login,
        password=ask_password("cli.password"),
        folder=folder_of(options),
    ).close()
    where = t("cli.server") if options.database else folder_of(options)
    print(t("cli.made", name=options.name, folder=where))
    return 0


def _check(options: argparse.Namespace) -> int:
    from duty_desk import audit, check, formats

    with opened(options) as desk:
        if options.code:
            with desk.read() as read:
                entry = audit.find_anchor(read, options.code)
            if entry is None:
                print(t("cli.code_unknown", code=options.code), file=sys.stderr)
                return 1
            print(t("cli.code_found", moment=formats.full_moment(entry.at), entry=entry.id))
            return 0
        found = check.run(desk, full=not options.fast)
        with desk.read() as read:
            entries = audit.head_of(read)[0]
    for finding in found:
        print(f"{finding.invariant}  {finding.text}", file=sys.stderr)
    if found:
        return 1
    print(t("cli.whole", entries=entries))
    return 0


def _move(options: argparse.Namespace) -> int:
    from duty_desk import moving

    to = options.to if "://" in options.to else Path(options.to)
    with opened(options) as desk:
        moved = moving.move(desk, to)
    print(
        t(
            "cli.moved",
            rows=f"{moved.rows:,}",
            files=f"{moved.files:,}",
            code=moved.code,
            to=options.to if isinstance(to, Path) else t("cli.server"),
        )
    )
    return 0


def _demo(options: argparse.Namespace) -> int:
    from duty_desk.demo import open_demo

    open_demo(options.folder).close()
    print(t("cli.demo", folder=options.folder))
    return 0
