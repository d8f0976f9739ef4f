"""The card of somebody under observation: facts, temperatures, quick entry, planned releases, what happened, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import nucleic, reading_rows, releasing, stay_queries
from duty_desk.isolation.nucleic import SampleState
from duty_desk.isolation.reading_rows import CurvePoint
from duty_desk.isolation.releasing import Condition
from duty_desk.isolation.slot_rules import ReadingSlot, Windows
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Read, Work
from ui.isolation.board_find import next_to_read
from ui.isolation.board_head import show_eye
from ui.isolation.person_curve import Curve
from ui.isolation.person_entry import OPEN, Entry
from ui.isolation.person_log import Log, lines_of_stay
from ui.isolation.person_releases import Releases, leaving
from ui.isolation.stays_panel import child_chip
from ui.isolation.tile_words import MARKS, SPACE, short_room
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.fields import LineEdit
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark as ChipMark
from ui.kit.paint import set_tip
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


class FactGrid(QWidget):
    """Labels and values in two pairs of columns."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Label] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)

    def put(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """(key, label, value) from left to right, then down."""
        for key, label, value in facts:
            if key not in self.values:
                row, column = divmod(len(self.values), 2)
                self._grid.addWidget(Label(label, px=SMALL, colour="text2"), row, column * 2)
                self.values[key] = Label(elide=True)
                self._grid.addWidget(self.values[key], row, column * 2 + 1)
            self.values[key].setText(value or "\N{EM DASH}")

    def text(self, key: str) -> str:
        """What a fact says."""
        return self.values[key].text()


class PersonPanel(SidePanel):
    """Shows one stay; it stays open while the arrows walk over the rooms."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(view.panel_width, parent=view)
        self.view = view
        self.stay_id = 0
        self.room_name = ""
        self._row: StayRow | None = None
        may_work = view.tab.may(Permission.WORK_SITE)
        self._sees_health = view.tab.may(Permission.SEE_HEALTH)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        column.addWidget(self.banner)
        self.child = child_chip()
        column.addWidget(self.child)
        self.facts = FactGrid()
        column.addWidget(self.facts)
        self._windows = Label(px=SMALL, colour="text2", elide=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(t("isolation_tab.curve.title"), bold=True))
        if not self._sees_health:
            self._windows.setText(t("isolation_tab.curve.not_yours"))
        head.addWidget(self._windows, 1)
        if may_work:
            missed = Button(t("isolation_tab.entry.not_taken"), kind=Kind.TEXT)
            missed.clicked.connect(self.ask_not_taken)
            head.addWidget(missed)
        column.addLayout(head)
        self.curve = Curve()
        column.addWidget(self.curve)
        if not self._sees_health:
            self.curve.hide()
        self.entry: Entry | None = None
        if may_work:
            self.entry = Entry(self)
            column.addWidget(self.entry)
        column.addWidget(Line())
        self.releases = Releases(self._open_release, self._lacks)
        column.addWidget(self.releases)
        column.addWidget(Line())
        self.log = Log()
        column.addWidget(self.log)
        self.set_body(body)
        self.eye: Button | None = None
        if view.tab.may(Permission.REVEAL):
            self.eye = icon_button("eye-off-outline", t("isolation_tab.names.show"))
            self.eye.clicked.connect(lambda: view.reveal())
            self.add_to_head(self.eye)
        self._put_foot(may_work)

    @property
    def unsaved(self) -> bool:
        """Whether a temperature stands there that was not saved."""
        return self.entry is not None and self.entry.unsaved

    def keep(self) -> bool:
        """Save what is typed; False when it is wrong."""
        return self.entry is None or self.entry.keep()

    def show_stay(self, stay: int) -> None:
        """Read and show a stay; what is half typed of the same one stays."""
        other = stay != self.stay_id
        self.stay_id = stay
        self.refresh()
        found = self.view.occupant(stay)
        if self.entry is not None and found is not None and other:
            self.entry.show_person(found[1])

    def refresh(self) -> None:
        """Read again."""
        view = self.view
        try:
            with view.desk.read() as read:
                row = stay_queries.get_stay(read, self.stay_id)
                points = reading_rows.curve(read, self.stay_id)
                limit = reading_rows.lines_of(read, read.at.date()).abnormal
                windows = reading_rows.windows_of(read)
                lines = lines_of_stay(read, self.stay_id, row.room_id or 0)
                test = _last_test(read, self.stay_id)
                day = _day_of(read, row)
        except DutyDeskError as error:
            view.shell.refuse(error)
            view.close_panel()
            return
        self._row = row
        self.room_name = short_room(row.building or "", row.room_name or "")
        self._show_head(row, day)
        self._show_facts(row, test)
        self._warn(row)
        self._show_curve(points, limit, windows)
        self.releases.put(leaving(view.tiles.values(), view.desk.now.date()))
        self.log.put(lines)
        if self.eye is not None:
            show_eye(self.eye, view.revealed)

    def go_on(self, slot: ReadingSlot) -> None:
        """To the next person along the doors whose reading in this slot is still open; the last one stays."""
        view = self.view
        following = next_to_read(
            view,
            lambda one: (
                (one.pm if slot is ReadingSlot.PM else one.am).state in OPEN and one.stay != self.stay_id
            ),
        )
        if following is None:
            self.show_stay(self.stay_id)
            return
        view.bring_person(following)
        if self.entry is not None:
            self.entry.slot.set_value(slot.value)
            self.entry.value.setFocus()

    def ask_not_taken(self) -> ActPanel:
        """Somebody was there for a reading and it could not be taken: ask why."""
        from duty_desk.isolation import readings

        assert self.entry is not None
        stay, slot = self.stay_id, ReadingSlot(self.entry.slot.value())

        def act(work: Work, values: dict[str, Any], _second: object) -> int:
            return readings.record_not_taken(
                work, stay=stay, day=work.at.date(), slot=slot, reason=str(values["reason"])
            )

        words = t(f"isolation_tab.slot.{slot.value}")
        title = t("isolation_tab.entry.not_taken_title", room=self.room_name, slot=words)
        return self._ask(title, t("isolation_tab.entry.not_taken"), act, stay)

    def ask_refer(self) -> ActPanel:
        """Hand the person over to the hospital."""
        row = self._row
        assert row is not None
        view = self.view

        def act(work: Work, values: dict[str, Any], _second: object) -> None:
            releasing.refer(
                work,
                row.id,
                place=str(values["place"]),
                note=str(values["note"]) or None,
                version=row.version,
            )

        panel = ActPanel(
            view.shell,
            t("isolation_tab.refer.title", room=self.room_name, name=self._name(row)),
            row.number or "",
            t("isolation_tab.refer.verb"),
            act,
            kind=Kind.DANGER,
            width=view.panel_width,
            parent=view,
        )
        panel.explain(t("isolation_tab.refer.explain"))
        place = panel.ask_reason("place", t("isolation_tab.refer.place"), t("isolation_tab.refer.missing"))
        place.setText(t("isolation_tab.refer.hospital"))
        panel.form.add(
            "note", t("isolation_tab.refer.note"), LineEdit(placeholder=t("isolation_tab.optional"))
        )
        view.put_panel(panel)
        room = row.room_id or 0

        def gone(_given: object) -> None:
            view.show_room(room)
            view.shell.notify(
                t("isolation_tab.refer.done", name=self._name(row)), locked=t("isolation_tab.refer.locked")
            )
            view.canvas.setFocus()

        panel.done.connect(gone)
        panel.form.field("note").take_focus()
        return panel

    def _ask(self, title: str, verb: str, act: Any, stay: int) -> ActPanel:
        view = self.view
        panel = ActPanel(view.shell, title, self.title.text(), verb, act, width=view.panel_width, parent=view)
        field = panel.ask_reason()
        view.put_panel(panel)
        panel.done.connect(lambda _given: (view.show_person(stay), view.canvas.setFocus()))
        field.setFocus()
        return panel

    def _put_foot(self, may_work: bool) -> None:
        if not may_work:
            self.set_foot()
            return
        move = Button(t("isolation_tab.act.move"), icon="swap-horizontal", key="M", bind=False, parent=self)
        move.clicked.connect(self._start_move)
        go = Button(t("isolation_tab.act.release"), icon="logout", key="R", bind=False, parent=self)
        go.clicked.connect(lambda: self.view.tab.start_release(self.stay_id))
        call = Button(t("isolation_tab.act.refer"), icon="phone-outline", kind=Kind.DANGER, parent=self)
        call.clicked.connect(self.ask_refer)
        self.set_foot([move, go], [call])

    def _start_move(self) -> None:
        found = self.view.occupant(self.stay_id)
        if found is not None:
            self.view.canvas.setFocus()
            self.view.moves.take_up(self.stay_id, found[0])

    def _lacks(self, stays: Sequence[int]) -> Mapping[int, Sequence[Condition]]:
        """What these still lack; what lies ahead of the last day is no fault yet."""
        with self.view.desk.read() as read:
            return {
                stay: [
                    one
                    for one in releasing.conditions(read, stay)
                    if not one.met and one.key != releasing.PERIOD
                ]
                for stay in stays
            }

    def _open_release(self, stay: int) -> None:
        self.view.tab.start_release(stay)

    def _name(self, row: StayRow) -> str:
        return row.name if self.view.revealed else masking.mask_name(row.name)

    def _show_head(self, row: StayRow, day: int | None) -> None:
        said = [f"{self.room_name} {self._name(row)}"]
        if row.sex:
            said.append(t(f"people.sex.{row.sex}"))
        if row.born_on is not None:
            today = self.view.desk.now.date()
            years = (
                today.year
                - row.born_on.year
                - ((today.month, today.day) < (row.born_on.month, row.born_on.day))
            )
            said.append(t("isolation_tab.person.years", years=years))
        category = t(f"isolation.category.{row.category}")
        if row.exposure_way:
            category = t("isolation_tab.person.way", category=category, way=row.exposure_way)
        where = row.building if self.room_name == row.room_name else None
        note = SPACE.join(part for part in (row.unit or row.home, category, where) if part)
        chip = None
        found = self.view.occupant(row.id)
        if day is not None and row.days is not None:
            mark = found[1].mark(self.view.desk.now.date()) if found is not None else None
            icon, tone = MARKS[mark] if mark is not None else ("bed", None)
            chip = ChipMark(t("isolation_tab.person.day", day=day, days=row.days), tone or Tone.INFO, icon)
        self.set_head(SPACE.join(said), note, chip)
        self.child.setVisible(row.child)
        set_tip(self.title, self.title.text())

    def _show_facts(self, row: StayRow, test: str) -> None:
        notice = t(f"isolation.notice.{row.notice or 'none'}")
        if row.notice_at is not None:
            notice = f"{notice} {formats.day(row.notice_at.date())}"
        diet = t(f"isolation.diet.{row.diet}")
        if row.diet_note:
            diet = SPACE.join((diet, row.diet_note))
        contact = " ".join(part for part in (row.contact_name, masking.mask_phone(row.contact_phone)) if part)
        shown = [("test", t("isolation_tab.fact.test"), test)] if self._sees_health else []
        self.facts.put(
            [
                ("came", t("isolation_tab.fact.came"), formats.moment(row.admitted_at)),
                ("due", t("isolation_tab.fact.due"), formats.day(row.due_on)),
                ("notice", t("isolation_tab.fact.notice"), notice),
                *shown,
                ("diet", t("isolation_tab.fact.diet"), diet),
                ("contact", t("isolation_tab.fact.contact"), contact),
            ]
        )

    def _warn(self, row: StayRow) -> None:
        """An emergency that must be completed, slots missing in a row, an open incident."""
        found = self.view.occupant(row.id)
        if row.is_emergency and row.lacks:
            lacks = t("isolation.list_mark").join(t(f"isolation.lacks.{key}") for key in row.lacks)
            self.banner.say(
                t("isolation_tab.person.emergency", lacks=lacks),
                t("isolation_tab.person.emergency_next", until=formats.moment(row.emergency_until)),
                Tone.WARN,
            )
        elif found is not None and found[1].escalates:
            self.banner.say(
                t("isolation_tab.person.escalates", count=found[1].missed_in_row),
                t("isolation_tab.person.escalates_next"),
                Tone.DANGER,
            )
        else:
            self.banner.hide()
            return
        self.banner.show()

    def _show_curve(self, points: Sequence[CurvePoint], limit: float, windows: Windows) -> None:
        if not self._sees_health:
            return
        self._windows.setText(
            t(
                "isolation_tab.curve.windows",
                am=formats.hours(windows.am.start, windows.am.end),
                pm=formats.hours(windows.pm.start, windows.pm.end),
            )
        )
        self.curve.put(points, limit, self.view.desk.now.date())


def _day_of(read: Read, row: StayRow) -> int | None:
    return row.day(read.at.date())


def _last_test(read: Read, stay: int) -> str:
    """The last test that has a result."""
    results = (SampleState.NEGATIVE, SampleState.POSITIVE)
    done = [each for each in nucleic.tests_of(read, stay) if each.state in results]
    if not done:
        return ""
    return f"{formats.day(done[-1].due_on)} {t(f'isolation_forms.tests.state_{done[-1].state.value}')}"
