"""A hand-over that was done, beside the list: both names, what was open then and what was not taken, counts, notes, the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, handover
from duty_desk.handover import Done, words
from duty_desk.strings import t
from ui.duty.handover_panel import WIDTH
from ui.duty.handover_paper import print_handover
from ui.kit.buttons import Button
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell

# So many lines stand in the panel; the paper has them all.
MOST = 40
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class DonePanel(SidePanel):
    """Nothing of it can be changed; it prints."""

    record_asked = Signal(str, int)

    def __init__(self, shell: Shell, found: Done, *, may_print: bool, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self.found = found
        title = t("duty_handover.done_title", goes=found.watch.officer_name, comes=found.next.officer_name)
        self.set_head(title, found.number, Mark(t("duty_handover.state.done"), Tone.OK))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if found.late_reason:
            column.addWidget(Banner(Tone.WARN, t("duty_handover.was_late"), found.late_reason))
        if found.signed.reason:
            words_ = t("duty_handover.was_signed_by", name=found.signed.name)
            column.addWidget(Banner(Tone.WARN, words_, found.signed.reason))
        self.facts = _facts(found)
        column.addWidget(self.facts)
        not_taken = sum(one.refused is not None for one in found.items)
        count = t("duty_handover.items", count=len(found.items))
        if not_taken:
            count = t("duty_handover.items_refused", count=len(found.items), refused=not_taken)
        column.addWidget(
            Label(_SPACE.join((t("duty_handover.section.items"), count)), px=SMALL, bold=True, colour="text2")
        )
        # What was not taken first: it is what somebody else has to see to.
        for one in sorted(found.items, key=lambda one: one.refused is None)[:MOST]:
            item = one.item
            said = (words.what(item.feature, item.what), words.name(item), item.place, item.detail)
            line = Label(_SPACE.join(part for part in said if part), elide=True)
            column.addWidget(line)
            if one.refused is not None:
                column.addWidget(
                    Label(t("duty_handover.not_taken", why=one.refused), px=SMALL, colour="warn", wrap=True)
                )
        if len(found.items) > MOST:
            rest = t("duty_handover.more", count=len(found.items) - MOST)
            column.addWidget(Label(rest, px=SMALL, colour="text2"))
        self.set_body(body)
        self.print_button = Button(
            t("duty_handover.print"), icon="printer-outline", key="Ctrl+P", bind=False, parent=self
        )
        self.print_button.clicked.connect(lambda: print_handover(shell, found.id))
        self.set_foot([self.print_button] if may_print else [])


def _facts(found: Done) -> Facts:
    facts = Facts()
    shift = _SPACE.join((formats.day(found.watch.day), words.shift(found.watch)))
    facts.add("shift", t("handover.column.shift"), shift)
    facts.add("done_at", t("handover.column.done_at"), formats.full_moment(found.done_at))
    facts.add("leader", t("handover.column.leader"), found.watch.leader_name or "")
    counts = [
        t(
            "duty_handover.difference",
            name=one.thing.name,
            counted=one.counted,
            expected=one.thing.quantity,
            note=one.note,
        )
        if one.differs
        else t(
            "duty_handover.thing_words", name=one.thing.name, quantity=one.thing.quantity, unit=one.thing.unit
        )
        for one in found.counts
    ]
    facts.add("things", t("duty_handover.section.things"), t("handover.list_mark").join(counts))
    figures = [
        _SPACE.join((t(f"handover.figure.{name}"), formats.number(found.figures[name])))
        for name in handover.FIGURES
        if found.figures.get(name)
    ]
    facts.add("figures", t("duty_handover.section.shift"), (_SPACE * 2).join(figures))
    inside = [
        _SPACE.join((t(f"handover.inside_kind.{kind}"), words.inside(kind, each["count"], each["overdue"])))
        for kind, each in found.inside.items()
    ]
    facts.add("inside", t("duty_handover.section.inside"), t("handover.list_mark").join(inside))
    facts.add("note", t("duty_handover.section.note"), found.note)
    facts.add("orders", t("duty_handover.section.orders"), found.orders)
    facts.add("anchor", t("handover.column.anchor"), found.anchor, bold=True)
    return facts
