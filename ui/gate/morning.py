"""The morning check of a crew: everybody's reading on one sheet, typed with numbers and arrow keys only (product rules P5, R2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk import formats, masking, passes, screening
from duty_desk.errors import DutyDeskError
from duty_desk.gate import limits
from duty_desk.roles import Permission, may
from duty_desk.screening import CheckRow
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.morning_sheet import ABSENT, RETEST, TEMPERATURE, Typed, absent_word, columns, typed_rows
from ui.gate.view import GateView
from ui.gate.view_pair import ViewPair
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.grid import Grid
from ui.kit.labels import Label
from ui.kit.notices import EmptyState, Remark
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, SMALL, Tone

if TYPE_CHECKING:
    from ui.gate.tab import GateTab


class MorningView(GateView):
    """One crew on one day. What is typed is saved together; what is on record is corrected by typing over it."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"health_check", "crew_job", "crew_member", "person"})

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._rows: tuple[CheckRow, ...] = ()
        self._loaded: tuple[int, date] | None = None
        with self.desk.read() as read:
            self._reveal, self._may_check = may(read, Permission.REVEAL), may(read, Permission.RECORD_CHECK)
            self._may_import = may(read, Permission.IMPORT)
            self._bands = limits.bands(read)
        self.head = QWidget(self)
        self.job = ComboBox(
            [], None, icon="account-group-outline", name=t("gate_views.morning.job"), parent=self.head
        )
        self.job.setMinimumWidth(240)
        self.job.changed.connect(self._other)
        self.day = DateField(lambda: self.desk.now, self.desk.now.date(), name=t("gate_views.morning.day"))
        self.day.setFixedWidth(152)
        self.day.changed.connect(self._other)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(ViewPair(tab, "morning", self.head))
        head.addSpacing(8)
        head.addWidget(self.job)
        head.addWidget(self.day)
        head.addStretch()
        # A line belongs to one of the crew: there are no others to type into.
        self.grid = Grid(columns(self._bands), (), self, growing=False)
        self.grid.setAccessibleName(t("gate_views.morning.sheet"))
        self.grid.changed.connect(self._typed)
        self.grid.cut_off.connect(self._refuse)
        self.grid.saves_by(self.save)
        self.words = Label("", px=SMALL, colour="text2", elide=True)
        self.remark: Remark | None = None
        self._lay_out()

    def facts(self) -> str:
        done = sum(row.state in ("normal", "abnormal") for row in self._rows)
        wrong = sum(row.state == "abnormal" for row in self._rows)
        away = sum(row.excused for row in self._rows)
        said = t("gate_views.morning.facts", done=done, count=len(self._rows) - away, wrong=wrong)
        return said + (t("gate_views.morning.away", count=away) if away else "")

    def keys(self) -> tuple[KeyHint, ...]:
        keys = (
            ("Enter", "down"),
            ("Tab", "right"),
            ("Ctrl+Enter", "save"),
            ("F8", "wrong"),
            ("F9", "absent"),
            ("Ctrl+Z", "undo"),
        )
        return tuple(KeyHint(key, t(f"gate_views.morning.key.{name}")) for key, name in keys)

    def reload(self) -> None:
        with self.desk.read() as read:
            jobs = passes.list_jobs(read, with_left=False)
        chosen = self.job.value()
        self.job.set_options(
            [(row.id, row.project or row.company) for row in jobs],
            chosen if chosen in [row.id for row in jobs] else None,
        )
        self.pages.setCurrentIndex(0 if jobs else 1)
        if not self.unsaved():
            self._load()

    def focus_first(self) -> None:
        self.grid.setFocus()
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0, TEMPERATURE)

    def unsaved(self) -> bool:
        return bool(self.pending())

    def pending(self) -> list[Typed]:
        """Rows whose reading differs from the record."""
        return typed_rows(self._rows, self.grid.grid)

    def show_job(self, job: int, day: date | None = None) -> None:
        """Show a crew on a day."""
        self.job.set_value(job)
        self.day.set_value(day or self.desk.now.date())
        self._load()

    def mark_absent(self) -> None:
        """Those chosen do not work today, or do after all; a reading typed for them goes."""
        chosen = {index.row() for index in self.grid.selectedIndexes()} or {self.grid.currentIndex().row()}
        rows = sorted(row for row in chosen if row >= 0)
        marked = bool(rows) and all(self.grid.grid.text(row, ABSENT).strip() for row in rows)
        changes = [(row, ABSENT, "" if marked else absent_word()) for row in rows]
        if not marked:
            changes += [(row, column, "") for row in rows for column in (TEMPERATURE, RETEST)]
        self.grid.grid.change(t("gate_views.morning.mark_absent"), changes)
        self.grid.setFocus()

    def save(self) -> bool:
        """Write down everything typed, all or nothing; the first wrong cell has the focus otherwise."""
        # A cell that is still being typed into counts.
        self.grid.setFocus()
        if reason := self.grid.next_problem():
            self._refuse(reason)
            return False
        given = self.pending()
        if not given or self._loaded is None:
            self._refuse(t("gate_views.morning.nothing"))
            return False
        day = self._loaded[1]
        try:
            with self.desk.work() as work:
                for one in given:
                    screening.record_check(
                        work,
                        person=one.person,
                        day=day,
                        temperature=one.temperature,
                        retest=one.retest,
                        symptoms=one.symptoms,
                        excused=one.absent,
                        note=one.note,
                    )
        except DutyDeskError as error:
            self._refuse(error.text)
            return False
        self._load()
        wrong = sum(row.state == "abnormal" for row in self._rows)
        key = "saved_wrong" if wrong else "saved"
        self.shell.notify(
            t(f"gate_views.morning.{key}", count=len(given), wrong=wrong),
            locked=t("gate_views.morning.locked"),
        )
        return True

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(PADDING, 8, PADDING, 8)
        foot.setSpacing(8)
        foot.addWidget(self.words, 1)
        if self._may_import:
            bring_in = Button(t("gate_views.import"), icon="upload", parent=self)
            bring_in.clicked.connect(lambda: self.shell.open_import("morning_checks"))
            foot.addWidget(bring_in)
        self.absent_button = Button(
            t("gate_views.morning.mark_absent"), icon="minus-circle-outline", key="F9", parent=self
        )
        self.absent_button.clicked.connect(self.mark_absent)
        self.absent_button.setVisible(self._may_check)
        foot.addWidget(self.absent_button)
        self.save_button = Button(
            t("gate_views.morning.save"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return", parent=self
        )
        self.save_button.clicked.connect(self.save)
        self.save_button.setVisible(self._may_check)
        foot.addWidget(self.save_button)
        surface = Surface(self)
        inside = QVBoxLayout(surface)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.grid, 1)
        self._remarks = QVBoxLayout()
        self._remarks.setContentsMargins(PADDING, 0, PADDING, 0)
        inside.addLayout(self._remarks)
        inside.addLayout(foot)
        empty = EmptyState(
            t("gate_views.morning.empty"),
            t("gate_views.morning.empty_next"),
            icon="account-group-outline",
            tone=None,
        )
        self.pages = QStackedWidget(self)
        self.pages.addWidget(surface)
        self.pages.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)

    def _other(self) -> None:
        """Another crew or day was chosen: what is typed for this one is kept until it is saved."""
        if self.unsaved():
            self._put_back()
            self._refuse(t("gate_views.morning.save_first"))
            return
        self._load()

    def _put_back(self) -> None:
        if self._loaded is not None:
            self.job.set_value(self._loaded[0])
            quiet = self.day.blockSignals(True)
            self.day.set_value(self._loaded[1])
            self.day.blockSignals(quiet)

    def _load(self) -> None:
        job, day = self.job.value(), self.day.value()
        if not isinstance(job, int) or not isinstance(day, date):
            return
        with self.desk.read() as read:
            self._rows = tuple(sorted(screening.list_checks(read, job, day), key=lambda row: row.person_id))
            self._bands = limits.bands(read, day)
        self._loaded = (job, day)
        self.grid.grid.load([self._cells(row) for row in self._rows])
        self._refuse("")
        self._typed()
        self.grid.go_to(self._first_missing(), TEMPERATURE)
        self.tab.facts_changed.emit()

    def _cells(self, row: CheckRow) -> Sequence[str]:
        name = row.name if self._reveal else masking.mask_name(row.name)
        return (
            name,
            row.trade or "",
            "" if row.temperature is None else f"{row.temperature:.1f}",
            "" if row.retest is None else f"{row.retest:.1f}",
            t("gate_views.list_mark").join(row.symptoms),
            absent_word() if row.excused else "",
            row.note or "",
            t(f"gate_views.morning.state.{row.state}"),
        )

    def _first_missing(self) -> int:
        return next((place for place, row in enumerate(self._rows) if row.id is None), 0)

    def _typed(self) -> None:
        given = self.pending()
        high = [one for one in given if one.last is not None and one.last >= self._bands.abnormal]
        missing = sum(row.id is None for row in self._rows) - sum(one.new for one in given)
        said = t("gate_views.morning.typed", count=len(given), missing=max(0, missing))
        if high:
            limit = formats.number(self._bands.abnormal)
            said += "\N{IDEOGRAPHIC SPACE}" + t("gate_views.morning.high", count=len(high), limit=limit)
        self.words.setText(said)
        self.words.set_colour("danger" if high else "text2")

    def _refuse(self, sentence: str) -> None:
        if self.remark is not None:
            self._remarks.removeWidget(self.remark)
            self.remark.hide()
            self.remark.deleteLater()
            self.remark = None
        if sentence:
            self.remark = Remark(sentence, Tone.DANGER, self)
            self._remarks.addWidget(self.remark)
            self.remark.show()
