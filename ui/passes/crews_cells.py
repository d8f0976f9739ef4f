"""How the people of a crew stand in their list: trade, papers seen, and what was decided or which pass they hold."""

from __future__ import annotations

from typing import Any

from duty_desk import passes
from duty_desk.passes import DOCUMENTS, MemberRow
from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.paint import Mark
from ui.kit.tokens import Tone

_DECISIONS = {
    "waiting": (Tone.WARN, "clock-outline"),
    "admitted": (Tone.INFO, "check-circle"),
    "refused": (Tone.DANGER, "cancel"),
}


def member_columns() -> tuple[Column, ...]:
    """Columns of the people of a crew, wide enough for a narrow panel."""
    return (
        Column("name", t("passes_crews.member.name"), width=64, stretch=True),
        Column("trade", t("passes_crews.member.trade"), width=64),
        Column("documents", t("passes_crews.member.documents"), width=68),
        Column("standing", t("passes_crews.member.standing"), width=128),
    )


def member_cell(column: ColumnLike, row: Any) -> Cell:
    """What a cell of that list shows."""
    match column.key:
        case "documents":
            seen = len(row.documents)
            whole = seen == len(DOCUMENTS)
            missing = [t(f"passes_crews.document.{word}") for word in DOCUMENTS if word not in row.documents]
            return Cell(
                f"{seen}/{len(DOCUMENTS)}",
                icon="check-circle" if whole else "alert",
                tone=Tone.OK if whole else Tone.WARN,
                tip="" if whole else t("passes.list_mark").join(missing),
            )
        case "standing":
            return _standing(row)
        case _:
            return Cell(str(getattr(row, column.key) or ""))


def _standing(row: MemberRow) -> Cell:
    if row.state is not None and row.number is not None and not row.lacks_pass:
        tone, picture = passes.TONES[row.state.value]
        return Cell(
            row.short_number,
            mark=Mark(t(f"passes.state.{row.state.value}"), Tone(tone), picture),
        )
    tone, picture = _DECISIONS[row.decision.value]
    return Cell(mark=Mark(t(f"passes_crews.member.{row.decision.value}"), tone, picture), tip=row.note or "")
