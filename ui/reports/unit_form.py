"""The report of a unit as it is told by phone, figure by figure; nothing is filled in beforehand (design 7.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, masking, unit_reports
from duty_desk.errors import DutyDeskError
from duty_desk.strings import language, t
from duty_desk.unit_reports import FIGURES, UnitDay, wording
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.tokens import PADDING, Tone, grown

SECTIONS = (
    ("presence", ("due", "on_campus", "off_campus")),
    (
        "health",
        ("fever", "symptom", "visit", "suspected", "confirmed", "asymptomatic", "close", "sub_close"),
    ),
    ("observed", ("central", "home", "new", "released")),
    ("others", ("risk", "returned", "untested")),
)
CHECK_MS = 200
# What was half typed, by unit, day and edition.
Drafts = dict[tuple[int, date, int], dict[str, Any]]
# Of a label and a field, so that two of each stand side by side in either language.
ROOM = {"zh_CN": (64, 84), "en": (86, 68)}


class ReportForm(SidePanel):
    """One unit and day. `edition` is that which is corrected, 0 for the first report. `done` when it is kept."""

    done = Signal()
    call_asked = Signal()

    def __init__(
        self,
        shell: Shell,
        row: UnitDay,
        day: date,
        *,
        edition: int = 0,
        more: Sequence[tuple[str, Callable[[], object]]] = (),
        drafts: Drafts | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.more = more
        self._drafts: Drafts = {} if drafts is None else drafts
        self.shell, self.row, self.day, self.edition = shell, row, day, edition
        with shell.desk.read() as read:
            self._before = unit_reports.before(read, row.id, day)
        self._titled()
        self._label, self._field = ROOM.get(language(), ROOM["en"])
        self.form = Form(label_width=grown(self._label))
        self.banner = Banner(Tone.WARN, "")
        for key, names in SECTIONS:
            self._section(key, names)
        self.form.add_section(t("reports_units.form.who"))
        self.form.add("reporter", t("reports_units.form.reporter"), LineEdit(placeholder=row.contact or ""))
        self.form.add(
            "remark", t("reports_units.form.remark"), LineEdit(placeholder=t("reports_units.optional"))
        )
        last = self.form.control("remark")
        if edition:
            self.form.add(
                "reason", t("reports_units.form.reason"), LineEdit(), check=_filled("reason_missing")
            )
            last = self.form.control("reason")
            self.form.set_values({**row.figures, "reporter": "", "remark": row.remark or ""})
        last.returnPressed.connect(self.submit)
        self._later = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._later.timeout.connect(self.look)
        self.form.changed.connect(self._later.start)
        self.set_body(self.form)
        self._over_foot(self.banner)
        self._foot_buttons()
        self._put_back()
        self.look()

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def start(self) -> None:
        """The keyboard in the first figure that is mostly asked for."""
        self.form.field("fever" if not self.edition else "due").take_focus()

    def save_draft(self) -> None:
        """What is half typed is there again when the unit is opened again."""
        self._drafts.pop(self._key, None)
        if self.form.dirty:
            self._drafts[self._key] = self.form.values()

    def _put_back(self) -> None:
        if kept := self._drafts.get(self._key):
            self.form.set_values(kept)
            self.form.mark_typed()

    @property
    def _key(self) -> tuple[int, date, int]:
        return self.row.id, self.day, self.edition

    def fill_zeros(self) -> None:
        """A report of zeros: every figure nought for all to see, and under observation whoever was it yesterday. Filed with Ctrl+Enter."""
        typed = self.form.values()
        told = unit_reports.zeros(self._before)
        self.form.set_values({**typed, **told})
        self.form.mark_typed()
        self.look()
        self.form.field("reporter").take_focus()

    def figures(self) -> dict[str, int | None]:
        """What stands in the fields; empty ones are None."""
        values = self.form.values()
        return {name: values[name] for name in FIGURES}

    def look(self) -> None:
        """Say where the figures do not agree, with the numbers; it is accepted with a remark."""
        found = unit_reports.check_figures(self.figures(), self._before)
        self._warning.setVisible(bool(found))
        if not found:
            return
        words = "\n".join(wording.finding(each) for each in found)
        self.banner.say(words, t("reports_units.form.unbalanced"))

    def submit(self) -> bool:
        """File it. What is refused stands at its field, with everything typed still there."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        try:
            with self.shell.desk.work() as work:
                self._file(work, values)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit()
        return True

    def _file(self, work: Work, values: Mapping[str, Any]) -> None:
        given: dict[str, Any] = {name: values[name] for name in FIGURES}
        given["reporter"] = values["reporter"] or self.row.contact
        given["remark"] = values["remark"]
        if self.edition:
            unit_reports.correct(
                work,
                unit=self.row.id,
                day=self.day,
                edition=self.edition,
                reason=values["reason"],
                **given,
            )
        else:
            unit_reports.submit(work, unit=self.row.id, day=self.day, **given)

    def _titled(self) -> None:
        key = "correct" if self.edition else "title"
        where = "\N{IDEOGRAPHIC SPACE}".join(
            part
            for part in (formats.day(self.day), self.row.contact, masking.mask_phone(self.row.phone))
            if part
        )
        self.set_head(t(f"reports_units.form.{key}", unit=self.row.name), where)

    def _section(self, key: str, names: tuple[str, ...]) -> None:
        """Two figures beside one another, read from left to right."""
        self.form.add_section(t(f"reports_units.form.{key}"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, name in enumerate(names):
            was = (self._before or {}).get(name)
            hint = "" if was is None else t("reports_units.form.yesterday", value=formats.number(was))
            control = NumberField(least=0, most=1_000_000, width=self._field, placeholder=hint)
            field = self.form.add(name, t(f"unit_reports.figure.{name}"), control)
            grid.addWidget(field, *divmod(place, 2), Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.form.add_widget(holder)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for words, act in self.more:
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        return menu

    def _over_foot(self, banner: Banner) -> None:
        """In sight wherever the form has been scrolled to."""
        self._warning = QWidget()
        line = QVBoxLayout(self._warning)
        line.setContentsMargins(PADDING, 8, PADDING, 8)
        line.addWidget(banner)
        self._outer.insertWidget(self._outer.indexOf(self._foot_line), self._warning)

    def _foot_buttons(self) -> None:
        left: list[QWidget] = [self.form.problem_chip()]
        right: list[QWidget] = []
        verb = t("reports_units.form.keep_correction" if self.edition else "reports_units.form.keep")
        self.button = Button(verb, key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        self.button.clicked.connect(self.submit)
        if not self.edition:
            self.zero = Button(t("reports_units.form.zero"), key="Ctrl+0", parent=self)
            self.zero.clicked.connect(self.fill_zeros)
            self.call = icon_button("phone-outline", t("reports_units.call.verb"))
            self.call.clicked.connect(self.call_asked)
            self.add_to_head(self.call)
            if self.more:
                self.dots = icon_button("dots-horizontal", t("reports_units.more"))
                self.dots.set_popup(self._menu())
                self.add_to_head(self.dots)
            right.append(self.zero)
        right.append(self.button)
        self.set_foot(left, right)


def _filled(key: str) -> Callable[[object], str | None]:
    return lambda value: None if value else t(f"unit_reports.error.{key}")
