"""Every figure that is promised, J1 to J13, beside the limit of the same run (limit, desk, limit); one JSON line each.

    python benchmarks/run.py                    all of them, on a moderate office
    python benchmarks/run.py J2 J11             some of them
    python benchmarks/run.py --size N           with N passes, five passages for each, N movements of goods
    python benchmarks/run.py --full             1,000,000 passes, 5,000,000 passages, 1,000,000 movements
    python benchmarks/run.py --growth           each with a hundredth, a tenth and the whole of the store or of the work
    python benchmarks/run.py --folder DIR       keep the offices in DIR and use them again (the big ones take half an hour to fill)

What a line holds stands in `benchmarks/measuring.py`. A job whose check fails ends the run: a speed without its check is none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
STEPS = (100, 10, 1)
# Fewer passes do not give enough people who stand outside a gate.
LEAST = 3_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in the store, and how much is done."""

    folder: Path
    passes: int = 50_000
    movements: int = 100_000
    single: int = 300
    batch: int = 1_000
    cards: int = 1_000
    on_paper: int = 10_000
    in_workbook: int = 100_000
    imported: int = 10_000
    rooms: int = 1_000
    starts: int = 5

    def part(self, of: int) -> Size:
        """A hundredth or a tenth of store and work; how often something is done to measure it stays."""
        return replace(
            self,
            passes=max(LEAST, self.passes // of),
            movements=max(LEAST, self.movements // of),
            cards=max(1, self.cards // of),
            on_paper=max(10, self.on_paper // of),
            in_workbook=max(10, self.in_workbook // of),
            imported=max(10, self.imported // of),
            rooms=max(300, self.rooms // of),
        )


def issue(size: Size) -> None:
    """J1: passes one by one, and a thousand at once."""
    from benchmarks import passes

    passes.run(size.folder, size.passes, ("issue", "batch"), single=size.single, batch=size.batch)


def verify(size: Size) -> None:
    """J2: a code verified and the passage committed."""
    from benchmarks import gate

    gate.run(size.folder, size.passes, single=size.single * 2)


def cards(size: Size) -> None:
    """J3: passes with their codes as one document."""
    from benchmarks import paper

    paper.measure_passes(size.cards)


def receive(size: Size) -> None:
    """J4: a receipt of one line."""
    from benchmarks import supplies

    supplies.run((size.movements,), size.single, ("J4",))


def dispatch(size: Size) -> None:
    """J5: an issue of one line, first expired first."""
    from benchmarks import supplies

    supplies.run((size.movements,), size.single, ("J5",))


def on_hand(size: Size) -> None:
    """J6: stock on hand."""
    from benchmarks import stock

    stock.run(size.folder, size.movements, ("J6",))


def card(size: Size) -> None:
    """J7: the card of one item."""
    from benchmarks import stock

    stock.run(size.folder, size.movements, ("J7",))


def export(size: Size) -> None:
    """J8: a register as a workbook and on paper."""
    from benchmarks import paper, sheets

    with tempfile.TemporaryDirectory() as folder:
        sheets.write(size.in_workbook, Path(folder))
    paper.measure_register(size.on_paper)


def start(size: Size) -> None:
    """J9: the program stands."""
    from benchmarks import start as starts
    from benchmarks.passes_ground import build

    desk = build(size.folder, size.passes)
    assert desk.path is not None
    desk.close()
    starts.run(size.starts, desk.path.parent)


def typing(size: Size) -> None:
    """J10: what is suggested while somebody types."""
    from benchmarks import passes

    passes.run(size.folder, size.passes, ("typing",), single=size.single)


def admit(size: Size) -> None:
    """J11: somebody is let into a room."""
    from benchmarks import admission

    admission.run(size.rooms)


def board(size: Size) -> None:
    """J12: the board of rooms."""
    from benchmarks import board as boards

    boards.run(size.rooms)


def bring_in(size: Size) -> None:
    """J13: a register is judged and written."""
    from benchmarks import passes, sheets

    with tempfile.TemporaryDirectory() as folder:
        sheets.judge(size.imported, Path(folder))
    passes.run(size.folder, size.passes, ("import",), rows=size.imported)


JOBS: dict[str, Callable[[Size], None]] = {
    "J1": issue,
    "J2": verify,
    "J3": cards,
    "J4": receive,
    "J5": dispatch,
    "J6": on_hand,
    "J7": card,
    "J8": export,
    "J9": start,
    "J10": typing,
    "J11": admit,
    "J12": board,
    "J13": bring_in,
}


def main(arguments: list[str] | None = None) -> None:
    """Do the jobs that were named, or all."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("jobs", nargs="*", metavar="JOB", help="J1 to J13; without one all of them")
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--size", type=int, metavar="N")
    much.add_argument("--full", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--folder", type=Path, metavar="DIR")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.jobs) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as temporary:
        size = Size(asked.folder or Path(temporary))
        if many := 1_000_000 if asked.full else asked.size:
            size = replace(size, passes=many, movements=many)
        for name in asked.jobs or JOBS:
            for part in STEPS if asked.growth else (1,):
                JOBS[name](size.part(part) if part > 1 else size)


if __name__ == "__main__":
    main()
