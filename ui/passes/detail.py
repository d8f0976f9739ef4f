"""One pass beside the list: its card, what is known about it, its last passages and life, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.passes import PassDetail, PassState
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.facts import Facts
from ui.kit.labels import Label, Line
from ui.kit.layout_view import LayoutView
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import ROW, SMALL, Tone
from ui.passes.form_photo import PhotoView

WIDTH = 400
THUMBNAIL = 168
REVEAL_REASONS = ("compare", "contact", "correct")
_ALIVE = frozenset({PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET, PassState.SUSPENDED})


class DetailPanel(SidePanel):
    """Shows a PassDetail. `act_asked` carries the verb: print, extend, lost, void, return, reissue, copy, approve, refuse."""

    LETS_GO = True
    act_asked = Signal(str)
    reveal_asked = Signal(str)
    record_asked = Signal(str, int)

    def __init__(self, tones: Any) -> None:
        super().__init__(WIDTH)
        self._tones = tones
        self.detail: PassDetail | None = None
        self._facts = Facts()
        # Whether extending is offered, whose key is then E from anywhere in the panel.
        self._extends = False
        self._hide = QTimer(self, singleShot=True)
        self._hide.timeout.connect(self.mask)

    def put(
        self,
        detail: PassDetail,
        layout: Any,
        allowed: Callable[[str], bool],
        photo: bytes | None = None,
    ) -> None:
        """Show a pass; `layout` is its card in millimetres, None when it has none yet; `photo` the holder's."""
        self.detail = detail
        self._hide.stop()
        row = detail.row
        tone, picture = self._tones[row.state.value]
        self.set_head(_title(detail), _line(detail), Mark(_state_words(detail), Tone(tone), picture))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in self._banners(detail):
            column.addWidget(banner)
        column.addLayout(self._upper(detail, layout))
        if photo is not None:
            column.addWidget(PhotoView(photo), 0, Qt.AlignmentFlag.AlignLeft)
        if allowed("reveal") and (detail.id_number or detail.staff_number or detail.phone):
            column.addWidget(self._eye(), 0, Qt.AlignmentFlag.AlignLeft)
        if detail.crossings:
            column.addWidget(self._crossings(detail))
        column.addWidget(self._life(detail))
        self.set_body(body)
        self._put_foot(detail, allowed)

    def reveal(self, seconds: int) -> None:
        """Show the document and phone number in full for some seconds; asked for and logged by the tab."""
        detail = self.detail
        if detail is not None:
            self._facts.change("id", detail.id_number or detail.staff_number or "")
            self._facts.change("phone", detail.phone or "")
            self._hide.start(seconds * 1000)

    def mask(self) -> None:
        """Shorten the numbers again."""
        if self.detail is not None:
            self._facts.change("id", _masked_document(self.detail))
            self._facts.change("phone", masking.mask_phone(self.detail.phone))

    def fact(self, key: str) -> str:
        """What a fact shows now: holder, id, phone, …"""
        return self._facts.text(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_E and plain and self._extends:
            self.act_asked.emit("extend")
            return
        super().keyPressEvent(event)

    def _banners(self, detail: PassDetail) -> list[Banner]:
        row = detail.row
        found: list[Banner] = []
        if row.suspended_by:
            found.append(Banner(Tone.DANGER, row.suspended_by, t("passes_tab.detail.suspended_next")))
        if row.replaced_by:
            found.append(Banner(Tone.INFO, t("passes_tab.detail.replaced", number=row.replaced_by)))
        elif detail.end_reason:
            found.append(Banner(Tone.NEUTRAL, t("passes_tab.detail.ended", reason=detail.end_reason)))
        if detail.from_paper:
            found.append(Banner(Tone.INFO, t("passes_tab.detail.from_paper")))
        return found

    def _upper(self, detail: PassDetail, layout: Any) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(16)
        if layout is not None:
            card = LayoutView()
            card.setFixedWidth(THUMBNAIL)
            card.put(layout)
            card.setAccessibleName(t("passes_tab.detail.card"))
            line.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._facts = _facts(detail)
        right.addWidget(self._facts)
        right.addStretch()
        line.addLayout(right, 1)
        return line

    def _eye(self) -> Button:
        eye = Button(t("passes_tab.detail.reveal"), icon="eye-off-outline", kind=Kind.TEXT)
        menu = QMenu(eye)
        for reason in REVEAL_REASONS:
            words = t(f"passes_tab.reveal.{reason}")
            menu.addAction(words).triggered.connect(
                lambda _=False, words=words: self.reveal_asked.emit(words)
            )
        eye.set_popup(menu)
        return eye

    def _crossings(self, detail: PassDetail) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Label(t("passes_tab.detail.crossings"), bold=True))
        head.addStretch()
        total = detail.times_in + detail.times_out
        head.addWidget(Label(t("passes_tab.detail.crossings_total", count=total), px=SMALL, colour="text2"))
        column.addLayout(head)
        source = ListSource(_crossing_columns(), detail.crossings, _crossing_cell)
        view = LedgerView(
            source,
            key="passes.crossings",
            name=t("passes_tab.detail.crossings"),
            menu=False,
            foot=False,
        )
        view.setFixedHeight(ROW * (len(detail.crossings) + 1) + 4)
        view.reload()
        column.addWidget(view)
        return holder

    def _life(self, detail: PassDetail) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(t("passes_tab.detail.life"), bold=True))
        column.addWidget(Line())
        for event in reversed(detail.events):
            words = t(f"passes_tab.event.{event.kind}")
            if event.valid_until is not None and event.kind == "extended":
                words = t("passes_tab.detail.until", what=words, until=formats.end_moment(event.valid_until))
            parts = [formats.moment(event.at), words, event.officer_name or "", event.reason or ""]
            column.addWidget(Label("\N{IDEOGRAPHIC SPACE}".join(p for p in parts if p), px=SMALL, wrap=True))
        if detail.prints:
            column.addWidget(
                Label(t("passes_tab.detail.prints", count=detail.prints), px=SMALL, colour="text2")
            )
        return holder

    def _put_foot(self, detail: PassDetail, allowed: Callable[[str], bool]) -> None:
        state = detail.row.state
        left: list[QWidget] = []
        right: list[QWidget] = []

        def add(side: list[QWidget], verb: str, **look: Any) -> None:
            if allowed(verb):
                button = Button(t(f"passes_tab.act.{verb}"), bind=False, **look)
                button.clicked.connect(lambda: self.act_asked.emit(verb))
                side.append(button)

        if state is PassState.REQUESTED:
            add(left, "approve", kind=Kind.PRIMARY, icon="check")
            add(left, "refuse", kind=Kind.DANGER)
        elif state in _ALIVE:
            add(left, "print", kind=Kind.PRIMARY, icon="printer-outline")
            add(left, "extend", icon="calendar-clock-outline", key="E")
            add(right, "lost")
            add(right, "void", kind=Kind.DANGER)
        elif state is PassState.LOST and detail.replaced_by_id is None:
            add(left, "reissue", kind=Kind.PRIMARY, icon="card-account-details-outline")
        elif state is PassState.EXPIRED:
            add(left, "extend", icon="calendar-clock-outline", key="E")
        self._extends = allowed("extend") and (state in _ALIVE or state is PassState.EXPIRED)
        more = self._more(detail, allowed)
        if more is not None:
            right.insert(0, more)
        self.set_foot(left, right)

    def _more(self, detail: PassDetail, allowed: Callable[[str], bool]) -> Button | None:
        verbs = ["copy"]
        if detail.row.state in _ALIVE:
            verbs += ["reissue", "return"]
        verbs = [verb for verb in verbs if allowed(verb)]
        if not verbs and detail.row.holder_id is None:
            return None
        button = icon_button("dots-horizontal", t("passes_tab.act.more"))
        menu = QMenu(button)
        for verb in verbs:
            menu.addAction(t(f"passes_tab.act.{verb}")).triggered.connect(
                lambda _=False, verb=verb: self.act_asked.emit(verb)
            )
        holder = detail.row.holder_id
        if holder is not None:
            menu.addAction(t("passes_tab.act.person")).triggered.connect(
                lambda: self.record_asked.emit("person", holder)
            )
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().topLeft())))
        return button


def _title(detail: PassDetail) -> str:
    return detail.row.number or t("passes_tab.detail.request", name=detail.row.holder_name)


def _line(detail: PassDetail) -> str:
    row = detail.row
    parts = [row.reason_label]
    if row.issued_at is not None:
        parts.append(t("passes_tab.detail.issued", moment=formats.moment(row.issued_at)))
        parts.append(row.issuing_officer or "")
    else:
        parts.append(t("passes_tab.detail.requested", moment=formats.moment(detail.requested_at)))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)


def _state_words(detail: PassDetail) -> str:
    row = detail.row
    if row.state is PassState.LAST_DAY:
        return t("passes_tab.detail.last_day", until=formats.end_moment(row.valid_until).split(" ")[-1])
    return t(f"passes.state.{row.state.value}")


def _masked_document(detail: PassDetail) -> str:
    if detail.id_number:
        return masking.mask_id(detail.id_number)
    return masking.mask_staff_number(detail.staff_number)


def _facts(detail: PassDetail) -> Facts:
    row, facts = detail.row, Facts()
    sex = t(f"passes_tab.sex.{detail.sex}") if detail.sex else ""
    space = "\N{IDEOGRAPHIC SPACE}"
    facts.add("plate", t("passes.column.plate"), row.plate or "", bold=True)
    holder = space.join(part for part in (row.holder_name, sex) if part)
    facts.add("holder", t("passes_tab.fact.holder"), holder, bold=not row.plate)
    if row.number is None:
        # A request has no card to read these from.
        facts.add("place", t("passes.column.place"), row.place)
        facts.add("reason", t("passes.column.reason"), row.reason_text)
        facts.add("period", t("passes.column.period"), _period(detail))
        facts.add("gates", t("passes.column.gates"), row.gates)
    document = "passes_tab.fact.id" if detail.id_number else "passes_tab.fact.staff_number"
    facts.add("id", t(document), _masked_document(detail))
    facts.add("phone", t("passes_tab.fact.phone"), masking.mask_phone(detail.phone))
    # A list taken in afterwards was approved as a whole on that day, which says nothing about this pass.
    in_time = row.issued_at is None or detail.approved_at is None or detail.approved_at <= row.issued_at
    approved = formats.moment(detail.approved_at) if in_time else ""
    facts.add(
        "approver",
        t("passes_tab.fact.approver"),
        space.join(p for p in (row.approver_name or "", approved) if p),
    )
    if detail.times_in or detail.times_out:
        facts.add(
            "use",
            t("passes_tab.fact.use"),
            t("passes_tab.fact.times", into=detail.times_in, out=detail.times_out),
        )
    notice = detail.rule.get("notice")
    if notice:
        day = formats.full_day(date.fromisoformat(str(notice)))
        facts.add("notice", t("passes_tab.fact.notice"), t("passes_tab.fact.notice_of", day=day))
    facts.add("remark", t("passes.column.remark"), row.remark or "")
    facts.finish()
    return facts


def _period(detail: PassDetail) -> str:
    row = detail.row
    hours = formats.hours(row.hours_from, row.hours_until) if row.hours_from is not None else ""
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (row.period, hours) if part)


def _crossing_columns() -> tuple[Column, ...]:
    return (
        Column("at", t("passes_tab.crossing.at"), width=116, sortable=False),
        Column("direction", t("passes_tab.crossing.direction"), width=72, sortable=False),
        Column("gate", t("passes_tab.crossing.gate"), width=100, sortable=False, stretch=True),
        Column("temperature", t("passes_tab.crossing.temperature"), width=64, align="right", sortable=False),
    )


def _crossing_cell(column: ColumnLike, row: Any) -> Cell:
    match column.key:
        case "at":
            return Cell(formats.moment(row.at))
        case "direction":
            into = row.direction == "in"
            return Cell(
                t(f"passes_tab.crossing.{row.direction}"),
                icon="login" if into else "logout",
                tone=Tone.OK if into else Tone.INFO,
            )
        case "temperature":
            return Cell("" if row.temperature is None else f"{row.temperature:.1f}")
        case _:
            return Cell(str(getattr(row, column.key) or ""))
