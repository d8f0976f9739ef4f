"""One quantity over many units (F3): a matrix that can be typed into, checked while it is, and sent to the leader as one paper a unit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import drafts, formats
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.supplies.allocation_rules import Claim, Share, share_out
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.draft import DraftKeeper
from ui.kit.form_field import usual_label_width
from ui.kit.growing import hold_width
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import Panel, Scroll
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, PADDING, Tone
from ui.supplies import allocation_reading as reading
from ui.supplies.allocation_form import EVERYBODY, AllocationForm
from ui.supplies.allocation_side import CheckList, LotLines, Steps
from ui.supplies.share_model import Row
from ui.supplies.share_table import ShareGroup
from ui.supplies.view import SuppliesView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

DRAFT = "supplies.allocation"
WIDE = 1600
FORM_WIDE, FORM_NARROW = 392, 348
# English labels are wider, and so is the form then.
CHINESE_LABELS = 72


class AllocationView(SuppliesView):
    """Left what is reckoned with, in the middle the colleges, right the front line, the checks and the lots."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"stock", "lot", "item", "unit"})

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        # One operation for one press: a double click or a retry after a lost answer gives one set of papers.
        self._operation = secrets.token_hex(16)
        self._units: tuple[Any, ...] = ()
        self._facts: reading.Facts | None = None
        self._locks: dict[int, Decimal] = {}
        self.shares: tuple[Share, ...] = ()
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        single = Button(t("supplies_out.request.new"), icon="plus", parent=self.head)
        single.clicked.connect(lambda: tab.start_request())
        self.take_out = Button(
            t("supplies_out.allocation.export"), icon="download", key="Ctrl+E", parent=self.head
        )
        self.take_out.clicked.connect(self.export)
        head.addStretch()
        head.addWidget(single)
        head.addWidget(self.take_out)
        self.form = AllocationForm(self.shell)
        self.colleges = ShareGroup(
            t("supplies_out.allocation.colleges"), t("supplies_out.allocation.colleges_sum"), "", self
        )
        self.front = ShareGroup(
            t("supplies_out.allocation.front"), t("supplies_out.allocation.front_sum"), "", self
        )
        self.colleges.add_to_head(Label(t("supplies_out.allocation.hint"), px=12, colour="text2", elide=True))
        self.checks = CheckList(self)
        self.lots = LotLines(self.shell.tasks, self)
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        self.steps = Steps(self)
        self._lay_out()
        self._wire()
        self.keeper = DraftKeeper(self.desk, DRAFT, self.form, self._draft)
        self._loaded = False

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "supplies_out.key.edit"),
            ("Del", "supplies_out.key.unlock"),
            ("Ctrl+Enter", "supplies_out.key.submit"),
            ("Ctrl+S", "supplies_out.key.draft"),
            ("Ctrl+E", "views.key.export"),
            ("F6", "views.key.region"),
            ("F8", "supplies_out.key.problem"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in keys)

    def reload(self) -> None:
        with self.desk.read() as read:
            self._units = reading.units_of(read)
            item = self.form.item.value()
            self._facts = reading.read_facts(read, item) if isinstance(item, int) else None
        self.form.show_ranges(self._units)
        if not self._loaded:
            self._loaded = True
            self._take_draft()
        if self._facts is not None:
            self.form.show_item(self._facts.item, self._facts.free)
        self.compute()

    def focus_first(self) -> None:
        self.form.field("item" if self.form.item.value() is None else "total").take_focus()

    def unsaved(self) -> bool:
        return self.form.dirty

    def start_with(self, item: int) -> None:
        """Begin with an item, unless something else is half typed."""
        if self.form.dirty and self.form.item.value() not in (None, item):
            return
        with self.desk.read() as read:
            facts = reading.read_facts(read, item)
        self.form.item.show_item(facts.item)
        self._item_chosen()
        self.form.field("total").take_focus()

    # --- what the officer does ---

    def lock(self, unit: int, amount: Decimal | None) -> None:
        """Keep an amount for a unit, or give it back to the reckoning."""
        if amount is None:
            self._locks.pop(unit, None)
        else:
            self._locks[unit] = amount
        self.form.mark_typed()
        self.compute()

    def submit(self) -> bool:
        """Send one request for each unit to the leader, all in one transaction."""
        from duty_desk.supplies import allocating

        if not self.form.check_all():
            return False
        if self.checks.blocking:
            self._say(Tone.DANGER, self.checks.blocking[0].words, t("supplies_out.check.first"))
            return False
        terms, facts = self.form.terms(), self._facts
        assert facts is not None
        try:
            with self.desk.work() as work:
                made = allocating.accept(
                    work,
                    item=facts.item.id,
                    total=terms.total,
                    basis=terms.basis,
                    pack=terms.pack,
                    front_line_factor=terms.factor,
                    purpose=str(self.form.purpose.value()),
                    shares=self.shares,
                    heads={row.unit: row.heads for row in self._rows()},
                    operation=self._operation,
                )
                drafts.discard(work, DRAFT)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self._operation = secrets.token_hex(16)
        self._empty()
        self.shell.notify(
            t("supplies_out.allocation.sent", count=len(made.dispatches)),
            locked=t("supplies_out.allocation.sent_locked"),
        )
        self.tab.show_allocation(made.id)
        return True

    def save_draft(self) -> None:
        """Ctrl+S: keep what was typed so far."""
        self.keeper.keep()
        self.shell.notify(t("supplies_out.allocation.kept", time=formats.clock(self.desk.now)))

    def export(self, path: str = "") -> None:
        """The matrix as a workbook."""
        from ui.supplies.allocation_file import save

        if self._facts is not None:
            save(self, self._facts, self._rows(), path)

    def compute(self) -> None:
        """Reckon again: shares, sums, checks, lots."""
        terms, rows = self.form.terms(), self._rows()
        claims = [Claim(row.unit, self._weight(row), self._locks.get(row.unit)) for row in rows]
        self.shares = share_out(terms.total, claims, terms.pack) if rows else ()
        unit = self._facts.item.base_unit if self._facts else ""
        pairs = list(zip(rows, self.shares, strict=True))
        front = [pair for pair in pairs if pair[0].front_line]
        rest = [pair for pair in pairs if not pair[0].front_line]
        self.colleges.put([row for row, _ in rest], [share for _, share in rest], unit)
        self.front.put([row for row, _ in front], [share for _, share in front], unit, short=True)
        self.colleges.setVisible(bool(rest) or not front)
        self.front.setVisible(bool(front))
        found = reading.preview(self._facts, self.shares, self.form.purpose.text()) if self._facts else None
        self.lots.put(found.lines if found else ())
        self.checks.put(self._check(rows, found.short if found else Decimal(0)))
        self._warn()
        self._tell_steps()

    # --- inside ---

    def _lay_out(self) -> None:
        left = Panel(t("supplies_out.allocation.title"), parent=self)
        self.draft_chip = Chip(Mark(t("supplies_out.allocation.draft"), Tone.NEUTRAL, "pencil-outline"))
        left.add_to_head(self.draft_chip)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.banner)
        column.addWidget(Label(t("supplies_out.steps.title"), bold=True))
        column.addWidget(self.steps)
        column.addStretch()
        left.body.setContentsMargins(PADDING, 0, 8, 8)
        left.body.addWidget(Line())
        left.body.addWidget(Scroll(inside), 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 4)
        left.body.addWidget(Line())
        keep = Button(t("supplies_out.allocation.keep"), key="Ctrl+S", bind=False, parent=self)
        keep.clicked.connect(self.save_draft)
        self.send = Button(
            t("supplies_out.allocation.submit"), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self
        )
        self.send.clicked.connect(self.submit)
        foot.addWidget(keep)
        foot.addStretch()
        foot.addWidget(self.form.problem_chip())
        foot.addWidget(self.send)
        left.body.addLayout(foot)
        self.left = left
        right = QWidget(self)
        stack = QVBoxLayout(right)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(12)
        stack.addWidget(self.front)
        stack.addWidget(self.checks)
        stack.addWidget(self.lots)
        stack.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(left)
        row.addWidget(self.colleges, 1)
        row.addWidget(Scroll(right), 1)
        Regions(self, lambda: [self.form, self.colleges, self.front])

    def _wire(self) -> None:
        self.form.item.picked.connect(lambda _item: self._item_chosen())
        self.form.changed.connect(self._typed)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.compute)
        save = QShortcut(QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save_draft)
        for group, other in ((self.colleges, self.front), (self.front, self.colleges)):
            group.table.typed.connect(self.lock)
            group.table.many_typed.connect(self._lock_many)
            group.table.refused.connect(lambda words: self._say(Tone.DANGER, words, ""))
            group.table.left.connect(lambda by, other=other: self._cross(other, by))

    def _typed(self) -> None:
        self.keeper.look()
        self._later.start()

    def _lock_many(self, given: Sequence[tuple[int, Decimal]]) -> None:
        self._locks.update(given)
        self.form.mark_typed()
        self.compute()

    def _cross(self, other: ShareGroup, by: int) -> None:
        """The last college leads on to the first front-line unit, and back."""
        if other.isVisible() and other.table.shares.rowCount():
            other.table.setFocus()
            other.table.go_to(0 if by > 0 else other.table.shares.rowCount() - 1)

    def _item_chosen(self) -> None:
        item = self.form.item.value()
        if not isinstance(item, int):
            return
        self._locks.clear()
        with self.desk.read() as read:
            self._facts = reading.read_facts(read, item)
        self.form.show_item(self._facts.item, self._facts.free)
        self.form.mark_typed()
        self.compute()
        self.form.field("total").take_focus()

    def _rows(self) -> list[Row]:
        everybody = self.form.terms().heads == EVERYBODY
        return reading.rows_of(self._units, str(self.form.range.value()), everybody=everybody)

    def _weight(self, row: Row) -> Decimal:
        last = self._facts.last if self._facts else {}
        return reading.weight_of(row, self.form.terms(), last)

    def _check(self, rows: Sequence[Row], short: Decimal) -> list[Any]:
        from ui.supplies.allocation_checks import check_all

        return check_all(self.form.terms(), rows, self.shares, self._facts, short)

    def _warn(self) -> None:
        """Amber when what is left falls under the safety days."""
        facts, terms = self._facts, self.form.terms()
        self.banner.hide()
        if facts is None or not facts.item.safety_days or not terms.total or terms.total > facts.free:
            return
        cover = facts.days_left(facts.free - terms.total)
        if cover.days is None or cover.days >= facts.item.safety_days:
            return
        self._say(
            Tone.WARN,
            t(
                "supplies_out.allocation.low",
                days=formats.number(int(cover.days)),
                safety=facts.item.safety_days,
            ),
            t(
                "supplies_out.allocation.low_next",
                left=formats.number(facts.free - terms.total),
                unit=facts.item.base_unit,
                day=formats.day(cover.runs_out_on),
            ),
        )

    def _say(self, tone: Tone, title: str, body: str) -> None:
        self.banner.say(title, body, tone)
        self.banner.show()

    def _tell_steps(self) -> None:
        name = self.desk.officer.name if self.desk.officer else ""
        count = sum(share.quantity > 0 for share in self.shares)
        self.steps.put(
            [
                (t("supplies_out.steps.draft"), name, self.form.dirty),
                (t("supplies_out.steps.approve"), t("supplies_out.steps.leader"), False),
                (t("supplies_out.steps.pick"), t("supplies_out.steps.keeper"), False),
                (t("supplies_out.steps.sign"), t("supplies_out.steps.units", count=count), False),
            ]
        )

    def _draft(self) -> Mapping[str, Any]:
        kept = self.form.draft()
        return {**kept, "locks": {str(unit): str(amount) for unit, amount in self._locks.items()}}

    def _take_draft(self) -> None:
        kept = self.keeper.load()
        if kept is None:
            return
        item = kept.content.get("item")
        if isinstance(item, list) and item:
            try:
                with self.desk.read() as read:
                    self._facts = reading.read_facts(read, int(item[0]))
            except DutyDeskError:
                return  # the item is gone meanwhile
            self.form.item.show_item(self._facts.item)
            self.form.show_item(self._facts.item, self._facts.free)
        self.form.put_draft(kept.content)
        self._locks = {
            int(unit): Decimal(str(amount)) for unit, amount in dict(kept.content.get("locks") or {}).items()
        }
        self.form.mark_typed()

    def _empty(self) -> None:
        self._locks.clear()
        self._facts = None
        self.form.item.set_value(None)
        self.form.show_item(None)
        for name in ("total", "purpose"):
            self.form.field(name).set_value(None)
        self.form.clear_errors()
        self.form.mark_saved()
        self.keeper.look()
        self.compute()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = FORM_NARROW + usual_label_width() - CHINESE_LABELS
        hold_width(self.left, FORM_WIDE if self.window().width() >= WIDE else narrow)
