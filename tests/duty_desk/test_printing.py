"""The second print of a paper is counted as a reprint."""

from __future__ import annotations

from duty_desk import audit, printing
from duty_desk.desk import Desk


def test_prints_are_counted_for_each_paper_and_form(desk: Desk) -> None:
    with desk.work() as work:
        assert printing.record(work, ("pass", 7), "card", "HP LaserJet") == 1
        assert printing.record(work, ("pass", 7), "card", "PDF") == 2
        assert printing.record(work, ("pass", 7), "receipt", "PDF") == 1
        assert printing.record(work, ("pass", 8), "card", "PDF") == 1
    with desk.read() as read:
        assert printing.copies(read, ("pass", 7), "card") == 2
        assert printing.copies(read, ("pass", 9), "card") == 0
        assert [(row.copy, row.destination) for row in printing.list_prints(read, ("pass", 7))] == [
            (1, "PDF"),
            (2, "PDF"),
            (1, "HP LaserJet"),
        ]
        assert printing.list_prints(read, ("pass", 7))[0].printed_by == "周敏"
        assert [entry.action for entry in audit.history(read, "pass", 7)] == [
            "paper.print",
            "paper.reprint",
            "paper.print",
        ]


def test_a_batch_is_one_entry_in_the_chain_and_each_paper_counted(desk: Desk) -> None:
    ids = list(range(1, 1202))
    with desk.work() as work:
        printing.record(work, ("pass", 1201), "card", "PDF")
        before = audit.verify(work).entries
        numbers = printing.record_many(work, "pass", ids, "card", "PDF")
        assert audit.verify(work).entries == before + 1
        assert numbers[1200] == 1
        assert numbers[1201] == 2
        assert printing.record_many(work, "pass", [], "card", "PDF") == {}
