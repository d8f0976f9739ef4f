"""Takes goods in (F2): where from, the lines as on the delivery paper, and the colleague who counted them too."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import drafts, formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import get_run
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import catalogue, receive
from duty_desk.supplies.receive_form import Delivery, content_of
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.grid import Grid
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import SMALL, Tone
from ui.supplies.receive_form import ReceiveForm
from ui.supplies.receive_lines import (
    KEYS,
    Known,
    columns,
    faults_of,
    follows,
    is_proposed,
    lines_of,
)
from ui.supplies.sheet_layout import lay_out
from ui.supplies.view import SuppliesView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

DRAFT = "supplies.receive"
LOOK_MS = 400


class ReceiveView(SuppliesView):
    """Left the head of the delivery, right its lines; Enter goes along a line, Ctrl+Enter takes in."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"item", "item_pack", "store", "unit", "officer"})

    def __init__(self, tab: SuppliesTab) -> None:
        super().__init__(tab)
        self._operation = secrets.token_hex(16)
        self._known: Known | None = None
        self._faults: dict[Any, str] = {}
        self._loaded = False
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addStretch()
        if tab.may(Permission.IMPORT):
            bring_in = Button(t("supplies_in.import"), icon="upload", parent=self.head)
            bring_in.clicked.connect(lambda: self.shell.open_import("receipts"))
            head.addWidget(bring_in)
        back = Button(t("supplies_in.back"), icon="arrow-left", parent=self.head)
        back.clicked.connect(lambda: tab.show_view("receipts"))
        head.addWidget(back)
        # The supply vehicle that brought it, when it was opened from its run.
        self.run: int | None = None
        self.form = ReceiveForm(self.desk, self.shell, self.submit)
        self.form.second.proving.connect(lambda running: self.save.setEnabled(not running))
        # No parent yet: Tab comes to the lines after the head, in the order in which both are put in place.
        self.grid = Grid(columns(self._knows, lambda: self.desk.now.date(), self._faults), along=True)
        self.grid.grid.follows = follows(self._knows, lambda: self.desk.now.date())
        self.grid.setAccessibleName(t("supplies_in.lines"))
        self.grid.suggest("item", self._find, self.shell.tasks)
        self.grid.changed.connect(self._typed_line)
        self.grid.selectionModel().currentRowChanged.connect(self._sum_up)
        self.grid.cut_off.connect(lambda words: self._say(Tone.WARN, words))
        self.grid.saves_by(self.submit)
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        self.answer = LineEdit(placeholder=t("supplies_in.answer"))
        self.answer.hide()
        self.sums = Label("", px=SMALL, colour="text2", elide=True)
        self.keeper = DraftKeeper(self.desk, DRAFT, self.form, self._draft)
        self.form.changed.connect(self.keeper.look)
        self._look_later = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look_later.timeout.connect(self._look)
        self._lay_out()

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "supplies_in.key.along"),
            ("Ctrl+V", "supplies_in.key.paste"),
            ("Ctrl+D", "supplies_in.key.fill"),
            ("Ctrl+Z", "supplies_in.key.undo"),
            ("F8", "supplies_in.key.problem"),
            ("Ctrl+Enter", "supplies_in.save"),
            ("Ctrl+S", "supplies_in.key.draft"),
            ("F6", "views.key.region"),
        )
        return tuple(KeyHint(key, t(words)) for key, words in keys)

    def reload(self) -> None:
        with self.desk.read() as read:
            self._known = Known(read)
            self.form.offer(read)
        if not self._loaded:
            self._loaded = True
            self._take_draft()
        self._sum_up()

    def focus_first(self) -> None:
        if self.form.field("party").value():
            self.grid.setFocus()
            self.grid.go_to(0, 0)
        else:
            self.form.field("party").take_focus()

    def unsaved(self) -> bool:
        return self.form.dirty

    def start_with(self, item: int) -> None:
        """Begin a line with an item, unless something is half typed."""
        if self._known is None or self.form.dirty:
            return
        with self.desk.read() as read:
            row = catalogue.get_item(read, item)
        self.grid.grid.change("", [(0, 0, self._known.words(row))])
        self.form.field("party").take_focus()

    def open_record(self, kind: str, record_id: int) -> bool:
        """Begin with what a supply vehicle unloaded, unless something is half typed."""
        with self.desk.read() as read:
            run = get_run(read, record_id)
        if self.form.dirty:
            self.shell.notify(t("supplies_in.run_waits"))
            return True
        self.run = run.id
        said = t(
            "supplies_in.run",
            number=run.number,
            plate=run.plate,
            goods=run.goods or "",
            quantity=run.quantity or "",
        )
        self.form.begin(
            party=run.owner, delivered_by=run.people[0].name if run.people else "", note=said.strip()
        )
        return True

    # --- what the officer does ---

    def submit(self) -> bool:
        """Take in what is typed; False when something is to be corrected or answered, with everything still there."""
        # A cell that is still being typed into counts.
        self.grid.setFocus()
        if not self.form.check_all():
            return False
        if reason := self.grid.next_problem():
            self._say(Tone.DANGER, reason)
            return False
        delivery, rows = self._delivery()
        try:
            with self.desk.read() as read:
                cautions = receive.look(read, delivery)
                guarded = receive.needs_password(read, delivery)
        except DutyDeskError as error:
            self._refused(error, rows)
            return False
        self._caution([each.text for each in cautions])
        if cautions and not self.answer.text().strip():
            self.answer.setFocus()
            return False
        second = self.form.second
        second.set_needed(guarded)
        if not self.form.check_all():
            return False
        return second.prove(content_of(delivery), lambda approval: self._receive(delivery, rows, approval))

    def save_draft(self) -> None:
        """Ctrl+S, and leaving the view: keep what was typed so far."""
        self.keeper.keep()

    # --- inside ---

    def _receive(self, delivery: Delivery, rows: Sequence[int], second: Approval | None) -> bool:
        try:
            with self.desk.work() as work:
                given = receive.receive(
                    work,
                    delivery,
                    second=second,
                    answer=self.answer.text().strip(),
                    operation=self._operation,
                )
                drafts.discard(work, DRAFT)
        except DutyDeskError as error:
            self._refused(error, rows)
            return False
        self._operation = secrets.token_hex(16)
        self._empty()
        said = t("supplies_in.received", number=given.number)
        if given.refused:
            said = t("supplies_in.received_refused", number=given.number, count=len(given.refused))
        self.shell.notify(said, locked=t("supplies_in.received_locked"))
        self.tab.open_record("receipt", given.document)
        return True

    def _delivery(self) -> tuple[Delivery, list[int]]:
        given = self.form.given()
        lines, rows = lines_of(
            self.grid.grid,
            self._knows(),
            self.desk.now.date(),
            store=given.pop("store"),
            donated=self.form.is_donation,
        )
        return Delivery(lines=tuple(lines), run=self.run, **given), rows

    def _refused(self, error: DutyDeskError, rows: Sequence[int]) -> None:
        self.grid.judge_all()
        cells, others = faults_of(error, rows, self.grid.grid)
        self._faults.clear()
        self._faults.update(cells)
        self.grid.viewport().update()
        known = [each for each in others if each.field in self.form.names()]
        for each in known:
            self.form.field(each.field).set_remark(each.text, State.ERROR)
        if known:
            self.form.focus_first_problem()
        if cells:
            row, _column, reason = self.grid.grid.problems()[0]
            self.grid.go_to(row, _column)
            self.grid.setFocus()
            self._say(Tone.DANGER, t("supplies_in.row", row=row + 1, reason=reason))
        elif not known:
            self._say(Tone.DANGER, error.text)

    def _look(self) -> None:
        """Put-away warnings as soon as the lines say enough."""
        if self.grid.grid.problems() or not self.grid.grid.rows():
            return
        try:
            delivery, _rows = self._delivery()
            with self.desk.read() as read:
                self._caution([each.text for each in receive.look(read, delivery)])
        except DutyDeskError:
            # What is still missing is told when it is saved.
            return

    def _caution(self, said: Sequence[str]) -> None:
        self.answer.setVisible(bool(said))
        if said:
            self._say(Tone.WARN, said[0], "\n".join(said[1:]))
        else:
            self.banner.hide()

    def _say(self, tone: Tone, title: str, body: str = "") -> None:
        self.banner.say(title, body, tone)
        self.banner.show()

    def _typed_line(self) -> None:
        self.form.mark_typed()
        self._sum_up()
        self._look_later.start()

    def _sum_up(self) -> None:
        rows = self.grid.grid.rows()
        model = self.grid.grid
        wrong = len({row for row, column, _reason in model.problems() if model.shown_reason(row, column)})
        said = t("supplies_in.sum", count=len(rows))
        if wrong:
            said += "\N{IDEOGRAPHIC SPACE}" + t("supplies_in.wrong", count=wrong)
        known, today = self._knows(), self.desk.now.date()
        proposals = sum(is_proposed(known, today, [row[key] for key in KEYS]) for row in rows)
        if proposals:
            said += "\N{IDEOGRAPHIC SPACE}" + t("supplies_in.proposed", count=proposals)
        self.sums.setText(said)
        self.sums.set_colour("danger" if wrong else "text2")

    def _find(self, text: str) -> list[Suggestion]:
        known = self._knows()
        with self.desk.read() as read:
            return [
                Suggestion(row.id, known.words(row), note=row.spec, number=row.code)
                for row in catalogue.search_items(read, text)
            ]

    def _knows(self) -> Known:
        if self._known is None:
            with self.desk.read() as read:
                self._known = Known(read)
        return self._known

    def _draft(self) -> Mapping[str, Any]:
        model = self.grid.grid
        lines = [[model.text(row, place) for place in range(len(KEYS))] for row in range(model.rowCount())]
        kept = [line for line in lines if any(line)]
        return {"form": typed_in(self.form), "lines": kept, "run": self.run}

    def _take_draft(self) -> None:
        kept = self.keeper.load()
        if kept is None:
            return
        self.grid.grid.load(kept.content.get("lines") or ())
        self.run = kept.content.get("run")
        type_in(self.form, kept.content.get("form") or {})
        self.form.fit()
        self.shell.notify(t("supplies_in.restored", moment=formats.moment(kept.saved_at)))

    def _empty(self) -> None:
        self._faults.clear()
        self.run = None
        self.grid.grid.load(())
        self.form.next_one()
        self.answer.clear()
        self._caution(())
        self.keeper.look()
        self._sum_up()

    def _lay_out(self) -> None:
        foot = lay_out(
            self,
            self.form,
            self.grid,
            title=t("supplies_in.title"),
            lines=(t("supplies_in.lines"), t("supplies_in.lines_note")),
            notes=[self.banner, self.answer],
            words=self.sums,
        )
        keep = Button(t("supplies_in.keep"), key="Ctrl+S", bind=False, parent=self)
        keep.clicked.connect(self.save_draft)
        self.save = Button(
            t("supplies_in.save"),
            kind=Kind.PRIMARY,
            key="Ctrl+Return",
            icon="archive-arrow-down-outline",
            parent=self,
        )
        self.save.clicked.connect(self.submit)
        foot.addWidget(keep)
        foot.addWidget(self.save)
        keep_key = QShortcut(
            QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        keep_key.activated.connect(self.save_draft)
