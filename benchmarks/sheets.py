"""How fast sheets are judged and written, beside the libraries alone in the same run (limit, desk, limit).

    python -m benchmarks.sheets                 one JSON line for each job
    python -m benchmarks.sheets --judge N --write N

Each result carries its check: rows judged equal rows generated, rows read back equal rows written.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import say, timed, took
from duty_desk.sheets import OutColumn, Verdict, World, examine, form, read_book, write_table
from duty_desk.sheets.words import words

# Fewer rows are judged before anybody could ask to stop.
LEAST_TO_STOP = 1_000
ROOT = Path(__file__).resolve().parents[1]
TITLES = [
    field.title
    for field in form("passes").fields.values()
    if field.required or field.key in ("sex", "id_type")
]
LABELS = form("passes").fields["category"].labels
KINDS = {kind: word for word, kind in reversed(words().id_kinds.items())}
# Names over common characters, made up by the rank of the character.
GIVEN = [chr(0x4E00 + 37 * number) for number in range(1, 400)]


def people(count: int) -> Iterator[tuple[str, str, str]]:
    from duty_desk.people import rules

    chance = random.Random(20200306)
    for number in range(count):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        first = f"610000{born:%Y%m%d}{number % 1000:03d}"
        name = GIVEN[number % 397] + GIVEN[number * 7 % 391]
        yield name, first + rules.check_digit(first), f"1990000{number % 10_000:04d}"


def pass_rows(count: int) -> Iterator[list[Any]]:
    fields = [field for field in form("passes").fields.values() if field.title in TITLES]
    for number, (name, identity, phone) in enumerate(people(count), 1):
        values = {
            "no": f"\u901a\u5b57\u3014{2020}\u3015\u7b2c{number:05d}\u53f7",
            "name": name,
            "id_type": KINDS["passport"] if number % 50 == 0 else KINDS["resident"],
            "id_no": f"E{number:08d}" if number % 50 == 0 else identity,
            "phone": phone,
            "unit": "JS01-2-502",
            "gates": "A",
            "reason": name,
            "category": next(iter(LABELS.values())),
            "valid_from": date(2020, 2, 10),
            "valid_to": "2020\u5e742\u670823\u65e5" if number % 7 == 0 else date(2020, 2, 23),
        }
        yield [values.get(field.key, "-") for field in fields]


def judge(count: int, folder: Path) -> None:
    import python_calamine

    from duty_desk.people import rules

    path = folder / "passes.xlsx"
    fields = [field for field in form("passes").fields.values() if field.title in TITLES]
    kinds = [OutColumn(field.title, "date" if field.type == "date" else "text") for field in fields]
    write_table(path, title="2020", columns=kinds, rows=pass_rows(count))
    world = World(
        today=date(2020, 3, 6), identity=rules, gates={"A": True}, households=frozenset({"JS01-2-502"})
    )

    def reader() -> Any:
        return python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()

    bare = [took(reader)[0]]
    read, book = took(lambda: read_book(path))
    judged, examination = took(lambda: examine(book, form("passes"), world))
    bare.append(took(reader)[0])
    accepted = examination.count(Verdict.ACCEPT)
    assert len(examination.rows) == accepted == count, {row.codes for row in examination.rows}
    # The limit is the desk's own reader: a child behind its guards, which a workbook from outside needs.
    say(
        "J13 judge",
        n=count,
        value=read.clock + judged.clock,
        limit=read.clock,
        reading=round(read.clock),
        library_alone=[round(one.clock) for one in bare],
        columns=len(fields),
        checked=f"{accepted} rows accepted",
    )
    if count < LEAST_TO_STOP:
        return
    stops = iter(range(10_000))
    cancelled, _ = timed(lambda: _cancelled(book, world, stops))
    say("J13 cancel", n=count, value=cancelled, checked="stopped")


def _cancelled(book: Any, world: World, stops: Iterator[int]) -> bool:
    from duty_desk.sheets import Cancelled

    try:
        examine(book, form("passes"), world, cancelled=lambda: next(stops) >= 1)
    except Cancelled:
        return True
    raise AssertionError("was not stopped")


ONE_WRITE = """
import sys
from benchmarks import sheets
count, path, who = int(sys.argv[1]), sys.argv[2], sys.argv[3]
took, _ = sheets.took(lambda: (sheets.write_bare if who == "bare" else sheets.write_desk)(count, path))
print(took.clock, took.work, sheets.peak_kb())
"""
COLUMNS = [
    OutColumn(f"C{number}", kind)
    for number, kind in enumerate(("text",) * 8 + ("number",) * 2 + ("date", "moment"))
]


def ledger_rows(count: int) -> Iterator[list[Any]]:
    numbers = [f"610000198506{number % 31:02d}{number % 10_000:04d}" for number in range(1_000)]
    for number in range(count):
        name = GIVEN[number % 397]
        text = numbers[number % 1_000]
        row = [text, name, name * 3, text, "JS01-2-502", name * 8, text, ""]
        yield [*row, number, number / 8, date(2020, 3, 6), datetime(2020, 3, 6, 17, 20)]


def write_desk(count: int, path: str) -> None:
    write_table(path, title="2020", subtitle=["a", "b"], columns=COLUMNS, rows=ledger_rows(count))


def write_bare(count: int, path: str) -> None:
    """The same cells with the same looks through XlsxWriter alone."""
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    base = {"border": 1, "valign": "vcenter"}
    text, number = book.add_format({**base, "num_format": "@"}), book.add_format(base)
    day = book.add_format({**base, "num_format": "yyyy-mm-dd"})
    moment = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm"})
    for place, row in enumerate(ledger_rows(count)):
        for column in range(8):
            sheet.write_string(place, column, row[column], text)
        sheet.write_number(place, 8, row[8], number)
        sheet.write_number(place, 9, row[9], number)
        sheet.write_datetime(place, 10, row[10], day)
        sheet.write_datetime(place, 11, row[11], moment)
    book.close()


def write(count: int, folder: Path) -> None:
    import python_calamine

    runs: dict[str, list[tuple[float, float, float]]] = {"bare": [], "desk": []}
    for who in ("bare", "desk", "bare", "desk", "bare"):
        command = [sys.executable, "-c", ONE_WRITE, str(count), str(folder / f"{who}.xlsx"), who]
        told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
        runs[who].append((float(told[0]), float(told[1]), float(told[2])))
    (desk, work, _), (bare, least, _) = (
        [statistics.median(one[place] for one in runs[who]) for place in range(3)] for who in ("desk", "bare")
    )
    back = python_calamine.load_workbook(folder / "desk.xlsx").get_sheet_by_index(0).to_python()
    assert len(back) == count + 4
    assert [row[0] for row in back[4:]] == [row[0] for row in ledger_rows(count)]
    say(
        "J8 workbook",
        n=count,
        value=desk,
        limit=bare,
        work=work,
        limit_work=least,
        columns=len(COLUMNS),
        peak_mb=round(max(one[2] for one in runs["desk"]) / 1024),
        limit_peak_mb=round(max(one[2] for one in runs["bare"]) / 1024),
        checked=f"{len(back) - 4} rows read back",
    )


def peak_kb() -> int:
    """Peak memory of this process alone; getrusage would count the parent a child was forked from."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--judge", type=int, default=10_000)
    arguments.add_argument("--write", type=int, default=100_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if chosen.judge:
            judge(chosen.judge, Path(name))
        if chosen.write:
            write(chosen.write, Path(name))


if __name__ == "__main__":
    main()
