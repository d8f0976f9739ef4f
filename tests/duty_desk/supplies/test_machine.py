"""Goods through any week: the office and a plain dictionary agree after every step, and so do all the books (R-50, I-01 to I-06, I-13)."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import select, text

from db.models import ImportBatch, Receipt
from db.vocabulary import DocumentKind
from duty_desk import importing
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.sheets.reading import read_clipboard
from duty_desk.supplies import posting, reversing
from tests.conftest import NOON, Clock, sign_in_first
from tests.duty_desk.supplies.conftest import build_goods
from tests.duty_desk.supplies.warehouse import Warehouse, which
from tests.faults.conftest import rounds

HEADS = ["批次", "入库日期", "来源类别", "来源单位", "物资编码", "数量", "单位", "批号", "有效期至", "库房"]


class AnyWeek(Warehouse):
    """Registers are taken in and taken back besides, and the program is killed in the middle of a paper."""

    @rule(first=st.integers(1, 900), second=st.integers(1, 900))
    def take_in(self, first: int, second: int) -> None:
        """A pasted register of one delivery with two lines."""
        day = f"{self.clock.at:%Y-%m-%d}"
        lines = (
            ("M01", first, "个", "NH1"),
            ("M10", second, "副", "WCF"),
        )
        self.taken += 1
        cells = [
            (
                f"P{80 + self.taken}",
                day,
                "采购",
                "城东化工经营部",
                code,
                str(n),
                unit,
                f"P{n}",
                "2021-05-01",
                store,
            )
            for code, n, unit, store in lines
        ]
        book = read_clipboard("\n".join("\t".join(line) for line in (HEADS, *cells)))
        with self.goods.desk.work() as work:
            judged = importing.judge(work, book, "receipts")
            done = importing.write(work, judged, file_name="pasted", digest="")
        assert (done.written, done.left) == (2, 0)
        for document in self.papers_of(done.batch_id):
            self.follow(self.moved_by(document))

    def papers_of(self, batch: int) -> list[int]:
        with self.goods.desk.read() as read:
            query = select(Receipt.document_id).where(Receipt.import_id == batch)
            return list(read.session.scalars(query.order_by(Receipt.document_id)))

    @rule(n=which)
    def undo_import(self, n: int) -> None:
        """Whole or not at all: what somebody has fetched from it keeps it, what was reversed by hand is not reversed again."""
        with self.goods.desk.read() as read:
            batches = list(
                read.session.scalars(select(ImportBatch.id).where(ImportBatch.undone_at.is_(None)))
            )
            if not batches:
                return
            batch = batches[n % len(batches)]
            standing = set(self.papers()) & set(self.papers_of(batch))
            held = [paper for paper in standing if reversing.obstacle(read, paper) is not None]
        moved = [self.moved_by(paper) for paper in standing]
        try:
            with self.goods.desk.work() as work:
                importing.undo(work, batch)
        except DutyDeskError:
            assert held or not standing
            return
        assert not held
        for each in moved:
            self.follow({place: -quantity for place, quantity in each.items()})

    @rule(n=which)
    def die(self, n: int) -> None:
        """The program is killed with a paper written and not committed: the disk has what it had then, and the office opens."""
        lot, store = self.pick(n)
        left = self.folder / "left"
        with suppress(Killed), self.goods.desk.work(self.goods.keeper) as work:
            # No room to keep pages back: what is written goes into the log at once.
            work.session.execute(text("PRAGMA cache_size = 1"))
            moves = [posting.Move(lot, store, -self.model[lot, store])]
            with suppress(DutyDeskError):
                posting.post(work, DocumentKind.DISPOSAL, moves, series="disposal")
            # As the disk is at that moment; what lives in memory alone is gone.
            shutil.copytree(self.folder / "office", left, ignore=shutil.ignore_patterns("*-shm"))
            raise Killed
        self.goods.desk.close()
        shutil.rmtree(self.folder / "office")
        left.rename(self.folder / "office")
        self.goods = replace(self.goods, desk=self.opened())


class Killed(Exception):
    """Nobody is left to commit."""


@pytest.mark.slow
def test_goods_through_any_week(template_office: Path, tmp_path: Path) -> None:
    """Acceptance check R-50: 500 lives of 50 steps with DUTY_DESK_FAULTS=full."""
    shutil.copytree(template_office, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=Clock(NOON))
    sign_in_first(desk)
    goods = build_goods(desk)
    desk.close()

    class OfThisOffice(AnyWeek):
        template = tmp_path / "office"
        made = goods

    run_state_machine_as_test(
        OfThisOffice,
        settings=settings(
            max_examples=rounds(4, 500),
            stateful_step_count=rounds(20, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
