"""One visit beside the list: who, to whom, how long, what was decided, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.gate import VisitOutcome, VisitRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

WIDTH = 400
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class VisitPanel(SidePanel):
    """Shows a VisitRow. `act_asked` carries the verb: check, leave, slip, confirm, recall, turn_away, decide, again."""

    act_asked = Signal(str)
    person_asked = Signal(int)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self.row: VisitRow | None = None
        self.facts: tuple[Facts, Facts] = (Facts(), Facts())

    def put(self, row: VisitRow, mark: Mark, *, day_over: bool, may_work: bool, may_print: bool) -> None:
        """Show a visit as it stands."""
        self.row = row
        self.set_head(row.name, _line(row), mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in self._banners(row, day_over, may_work):
            column.addWidget(banner)
        self.facts = _facts(row)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts in self.facts:
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        self.set_body(body)
        self._put_foot(row, may_work, may_print)

    def fact(self, key: str) -> str:
        """What a fact says now."""
        return self.facts[0].text(key) or self.facts[1].text(key)

    def _banners(self, row: VisitRow, day_over: bool, may_work: bool) -> list[Banner]:
        found: list[Banner] = []
        if row.recalled_at is not None and row.left_at is None:
            words = t("gate_views.visit.recalled", moment=formats.moment(row.recalled_at))
            found.append(Banner(Tone.DANGER, words, row.recall_reason or ""))
        if row.state == "overdue" and row.recalled_at is None:
            words = t("gate_views.visit.overdue", due=formats.moment(row.due_at))
            found.append(Banner(Tone.DANGER, words, t("gate_views.visit.overdue_next")))
        if row.state == "registered" and not row.host_confirmed:
            banner = Banner(
                Tone.WARN,
                t("gate_views.visit.unconfirmed", host=row.host_name),
                t("gate_views.visit.unconfirmed_next"),
            )
            if may_work:
                yes = Button(t("gate_views.visit.confirm"), parent=self)
                yes.clicked.connect(lambda: self.act_asked.emit("confirm"))
                banner.add_button(yes)
            found.append(banner)
        if row.state == "unknown":
            key = "unknown_automatic" if row.decided_automatically else "unknown"
            found.append(Banner(Tone.WARN, t(f"gate_views.visit.{key}"), t("gate_views.visit.unknown_next")))
        elif day_over and row.is_open and row.outcome is not VisitOutcome.INSIDE:
            found.append(
                Banner(Tone.WARN, t("gate_views.visit.day_over"), t("gate_views.visit.day_over_next"))
            )
        return found

    def _put_foot(self, row: VisitRow, may_work: bool, may_print: bool) -> None:
        left: list[QWidget] = []

        def add(verb: str, *, kind: Kind = Kind.DEFAULT, icon: str = "", key: str = "") -> None:
            button = Button(t(f"gate_views.visit.act.{verb}"), kind=kind, icon=icon, key=key, parent=self)
            button.clicked.connect(lambda: self.act_asked.emit(verb))
            left.append(button)

        if may_work and row.state == "registered":
            add("check", kind=Kind.PRIMARY, icon="barcode-scan")
        if may_work and row.is_open:
            add("leave", kind=Kind.PRIMARY, icon="logout", key="F9")
            add("decide")
        if may_print and row.number is not None and row.state != "refused":
            add("slip", icon="printer-outline")
        if may_work and row.state in ("left", "refused", "unknown"):
            add("again", icon="plus")
        self.set_foot(left, [self._more(row, may_work)])

    def _more(self, row: VisitRow, may_work: bool) -> Button:
        button = icon_button("dots-horizontal", t("gate_views.more"))
        menu = QMenu(button)
        verbs: list[str] = []
        if may_work and row.left_at is None and row.state != "refused" and row.recalled_at is None:
            verbs.append("recall")
        if may_work and row.state == "registered":
            verbs.append("turn_away")
        for verb in verbs:
            menu.addAction(t(f"gate_views.visit.act.{verb}")).triggered.connect(
                lambda _=False, verb=verb: self.act_asked.emit(verb)
            )
        menu.addAction(t("gate_views.visit.act.person")).triggered.connect(
            lambda: self.person_asked.emit(row.person_id)
        )
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().topLeft())))
        return button


def _line(row: VisitRow) -> str:
    parts = [row.number or t("gate_views.visit.paper"), row.firm or ""]
    return _SPACE.join(part for part in parts if part)


def _facts(row: VisitRow) -> tuple[Facts, Facts]:
    who, when = Facts(), Facts()
    who.add("host", t("gate.column.host"), _SPACE.join(p for p in (row.host_name, row.host_unit or "") if p))
    who.add("purpose", t("gate.column.purpose"), row.purpose)
    who.add("places", t("gate.column.places"), row.places or "")
    who.add("document", t("gate.column.document"), masking.mask_id(row.id_number))
    who.add("phone", t("gate.column.phone"), masking.mask_phone(row.phone))
    who.add("plate", t("gate.column.plate"), row.plate or "")
    who.finish()
    came = _SPACE.join(p for p in (formats.moment(row.came_at), row.gate or "") if p)
    key = "registered_at" if row.state in ("registered", "refused") else "came_at"
    when.add("came", t(f"gate_views.visit.{key}"), came)
    if row.is_open:
        when.add("due", t("gate_views.visit.due"), formats.moment(row.due_at))
    when.add("left", t("gate.column.left_at"), formats.moment(row.left_at))
    if row.stayed is not None:
        when.add("stayed", t("gate_views.visit.stayed"), formats.duration(row.stayed))
    when.add("temperature", t("gate.column.temperature"), _temperature(row))
    if row.mask is not None:
        when.add("mask", t("gate_views.visit.mask"), t(f"gate_views.visit.mask_{str(row.mask).lower()}"))
    when.add("outcome", t("gate_views.visit.outcome"), _outcome(row))
    when.add("note", t("gate.column.note"), row.note or "")
    when.finish()
    return who, when


def _temperature(row: VisitRow) -> str:
    if row.temperature is None:
        return ""
    first = f"{row.temperature:.1f} \N{DEGREE CELSIUS}"
    return (
        first if row.retest is None else f"{first} \N{RIGHTWARDS ARROW} {row.retest:.1f} \N{DEGREE CELSIUS}"
    )


def _outcome(row: VisitRow) -> str:
    """What was decided, when, and by whom or by the program itself."""
    if row.outcome is None or row.decided_at is None:
        return ""
    who = t("gate_views.visit.by_program") if row.decided_automatically else row.decided_by or ""
    words = t(f"gate_views.decide.{row.outcome.value}")
    return _SPACE.join(part for part in (words, formats.moment(row.decided_at), who) if part)
