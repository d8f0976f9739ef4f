"""Workbooks in and out: import, take an import back, export a list, print the figures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duty_desk.commands.access import opened, print_json
from duty_desk.errors import InputError
from duty_desk.sheets.verdicts import Verdict
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.ledger import Ledger


def add_commands(commands: Any) -> None:
    """import, undo-import, imports, export, figures."""
    bring_in = commands.add_parser("import", help=t("cli.help.import"))
    bring_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring_in.add_argument("--dry-run", action="store_true", help=t("cli.help.dry_run"))
    bring_in.add_argument("--json", action="store_true", help=t("cli.help.import_json"))
    bring_in.set_defaults(run=_import)
    listed = commands.add_parser("imports", help=t("cli.help.imports"))
    listed.set_defaults(run=_imports)
    back = commands.add_parser("undo-import", help=t("cli.help.undo_import"))
    back.add_argument("number", type=int, help=t("cli.help.import_number"))
    back.set_defaults(run=_undo)
    out = commands.add_parser("export", help=t("cli.help.export"))
    out.add_argument("list", help=t("cli.help.list"))
    out.add_argument("file", type=Path, metavar="FILE")
    out.add_argument("--search", default="", help=t("cli.help.search"))
    out.add_argument("--in-full", action="store_true", help=t("cli.help.in_full"))
    out.add_argument("--purpose", default="", help=t("cli.help.purpose"))
    out.set_defaults(run=_export)
    figures = commands.add_parser("figures", help=t("cli.help.figures"))
    figures.add_argument("--json", action="store_true", help=t("cli.help.figures_json"))
    figures.set_defaults(run=_figures)


def _import(options: argparse.Namespace) -> int:
    from duty_desk import importing
    from duty_desk.sheets.reading import read_book

    if options.dry_run:
        return _rehearse(options)
    report: list[dict[str, Any]] = []
    with opened(options) as desk:
        for path in options.files:
            book = read_book(path)
            with desk.work() as work:
                done = importing.write_file(work, book, file_name=path.name, digest=importing.digest_of(path))
            for each in done:
                report.append(
                    {"file": path.name, "form": each.form_key, "written": each.written, "left": each.left}
                )
                if not options.json:
                    print(t("cli.imported", file=path.name, title=each.title, count=each.written))
                    if each.left:
                        print(t("cli.left", count=each.left))
    if options.json:
        print_json(report)
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    """Ends with 1 when something of a file could not be imported as it is; refused rows are said, and no failure."""
    from duty_desk import importing

    report: list[dict[str, Any]] = []
    whole = True
    with opened(options) as desk:
        for path in options.files:
            for judged in importing.rehearse(desk, path):
                whole = whole and judged.is_importable
                report += _rows(path, judged)
                if not options.json:
                    _tell(path, judged)
                for notice in judged.examination.notices:
                    print(f"{path.name}  {notice.text}", file=sys.stderr)
                if not judged.is_importable:
                    print(t("cli.not_importable", file=path.name, title=judged.title), file=sys.stderr)
    if options.json:
        print_json(report)
    return 0 if whole else 1


def _tell(path: Path, judged: Any) -> None:
    counts = {verdict.value: judged.examination.count(verdict) for verdict in Verdict}
    print(t("cli.judged", file=path.name, title=judged.title, **counts))
    for row in judged.examination.rows:
        if row.reasons:
            why = " ".join(reason.text for reason in row.reasons)
            print(t("cli.judged_row", sheet=row.sheet, row=row.row, verdict=row.verdict.text, why=why))


def _rows(path: Path, judged: Any) -> list[dict[str, Any]]:
    return [
        {
            "file": path.name,
            "form": judged.form_key,
            "importable": judged.is_importable,
            "sheet": row.sheet,
            "row": row.row,
            "verdict": row.verdict.value,
            "reasons": list(row.codes),
        }
        for row in judged.examination.rows
    ]


def _imports(options: argparse.Namespace) -> int:
    from duty_desk import formats, importing

    with opened(options) as desk, desk.read() as read:
        for row in importing.list_imports(read):
            state = t("cli.taken_back") if row.undone_at else ""
            parts = (
                row.id,
                formats.full_moment(row.imported_at),
                row.title,
                row.file_name,
                row.accepted,
                state,
            )
            print("  ".join(str(part) for part in parts if part != ""))
    return 0


def _undo(options: argparse.Namespace) -> int:
    from duty_desk import importing

    with opened(options) as desk, desk.work() as work:
        count = importing.undo(work, options.number)
    print(t("cli.undone", count=count))
    return 0


def _export(options: argparse.Namespace) -> int:
    from duty_desk import exporting
    from duty_desk.ledger import Request

    ledgers = _lists()
    if options.list not in ledgers:
        raise InputError("list", "cli.error.no_list", name=options.list, lists=", ".join(sorted(ledgers)))
    if options.in_full and not options.purpose.strip():
        raise InputError("purpose", "cli.error.no_purpose")
    ending = options.file.suffix.lower()
    if ending not in (".xlsx", ".pdf"):
        raise InputError("file", "cli.error.ending")
    ledger = ledgers[options.list]
    shown = exporting.as_shown(
        ledger,
        Request(search=options.search),
        reveal=options.in_full,
        purpose=options.purpose.strip(),
    )
    write = exporting.write_excel if ending == ".xlsx" else exporting.write_pdf
    with opened(options) as desk:
        rows = write(desk, shown, options.file)
    print(t("cli.exported", rows=f"{rows:,}", file=options.file))
    return 0


def _lists() -> dict[str, Ledger]:
    """Every list of the window by its key."""
    from duty_desk import audit_log, bookings, duty, gate, isolation, passes, people, rooms, unit_reports
    from duty_desk.disinfection import lamp_rows, mix_rows, short_records
    from duty_desk.disinfection import ledgers as disinfection
    from duty_desk.duty import patrol_rows, references, repair_rows
    from duty_desk.reports import history
    from duty_desk.screening import grid_ledgers, key_ledger
    from duty_desk.supplies import (
        catalogue_list,
        dispatch_lists,
        donors,
        receipts,
        refusing,
        reserves,
        stock_lists,
        stock_moves,
        stocktake_rows,
        transfers_rows,
    )

    every = (
        *passes.LEDGERS.values(),
        passes.JOBS,
        *people.LEDGERS.values(),
        *gate.LEDGERS,
        catalogue_list.ITEMS,
        stock_lists.STOCK,
        stock_lists.LOTS,
        stock_moves.MOVEMENTS,
        receipts.RECEIPTS,
        donors.DONORS,
        refusing.REFUSED,
        dispatch_lists.DISPATCHES,
        dispatch_lists.ISSUE_LINES,
        transfers_rows.TRANSFERS,
        stocktake_rows.STOCKTAKES,
        isolation.STAYS,
        isolation.READINGS,
        isolation.CARE,
        reserves.RESERVES,
        rooms.ROOMS,
        disinfection.RECORDS,
        disinfection.AREAS,
        mix_rows.MIXES,
        lamp_rows.LAMPS,
        lamp_rows.LAMP_USES,
        short_records.SHORTS,
        duty.LOG,
        repair_rows.REPAIRS,
        patrol_rows.PATROLS,
        references.REFERENCES,
        *unit_reports.LEDGERS,
        history.BULLETINS,
        bookings.BOOKINGS,
        key_ledger.KEY_PEOPLE,
        grid_ledgers.TEAMS,
        grid_ledgers.MEMBERS,
        grid_ledgers.TESTS,
        audit_log.LOG,
    )
    return {ledger.key: ledger for ledger in every}


def _figures(options: argparse.Namespace) -> int:
    from duty_desk.disinfection.figures import figures as disinfection_figures
    from duty_desk.duty.figures import figures as duty_figures
    from duty_desk.gate.log_figures import log_figures, run_figures
    from duty_desk.isolation.figures import figures
    from duty_desk.passes import pass_figures
    from duty_desk.people.figures import place_figures
    from duty_desk.roster.figures import figures as roster_figures
    from duty_desk.screening.figures import crew_check_figures, key_figures
    from duty_desk.supplies.figures import goods_figures
    from duty_desk.unit_reports.figures import figures as report_figures

    with opened(options) as desk, desk.read() as read:
        found = {"places": place_figures(read), **pass_figures(read), **goods_figures(read)}
        found["construction"] |= crew_check_figures(read)
        found["gate"], found["vehicles"] = log_figures(read), run_figures(read)
        found["isolation"] = figures(read)
        found["disinfection"] = disinfection_figures(read)
        found["duty"] = duty_figures(read)
        found["roster"] = roster_figures(read)
        found["reports"] = report_figures(read)
        found["key_people"] = key_figures(read)
    print_json(found, compact=options.json)
    return 0
