"""Who is in the staff grid by name, with whether they may work today, and what is done about it (product rule R2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, screening
from duty_desk.roles import Permission
from duty_desk.screening import grid_ledgers, grid_members, person_tests
from duty_desk.screening.fitness import Why
from duty_desk.screening.grid_ledgers import FIT_TONES
from duty_desk.screening.grid_members import MemberRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.reports import screening_forms
from ui.reports.screening_panel import RecordPanel
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {"branch": 88, "team": 128, "kind": 104, "front_line": 72, "health_card_until": 96, "fit": 136}
CHIPS = ("unchecked", "abnormal", "restricted", "positive", "fine")


class MembersView(ListView):
    """Enter opens; C writes a check down."""

    LEDGER = fitted(grid_ledgers.MEMBERS, WIDTHS, ("staff_number",))
    STRONG = "name"
    SEARCHES = "reports_screening.members.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"grid_member", "health_check", "person_test", "restriction"}
    )
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("C", "reports_screening.check.short"),
    )
    KEYS = (("C", "reports_screening.check.short"),)

    def __init__(self, tab: Any) -> None:
        self._team: int | None = None
        super().__init__(tab)

    def buttons(self) -> Sequence[QWidget]:
        found: list[QWidget] = []
        if self.tab.may(Permission.IMPORT) and self.tab.may(Permission.EDIT_REPORTING):
            bring_in = Button(t("reports_screening.members.import"), icon="upload", parent=self.head)
            bring_in.clicked.connect(lambda: self.shell.open_import("grid_members"))
            found.append(bring_in)
        if self.tab.may(Permission.EDIT_REPORTING):
            new = Button(
                t("reports_screening.member.place"), icon="plus", kind=Kind.PRIMARY, parent=self.head
            )
            new.clicked.connect(lambda: self.place())
            found.append(new)
        return found

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for key in CHIPS:
            tone, icon = FIT_TONES[key]
            filters = {"fit": [key, "not_yet"] if key == "fine" else [key]}
            found[key] = Chip(t(f"screening_grid.fit_state.{key}"), filters, icon, Tone(tone))
        return found

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_screening.members.empty"),
            t("reports_screening.members.empty_next"),
            icon="account-group-outline",
            tone=None,
        )

    def facts(self) -> str:
        with self.desk.read() as read:
            left = len(screening.unchecked_front_line(read, read.at.date()))
        return t("reports_screening.members.facts", count=left) if left else ""

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "C" and row is not None:
            self.ask(row.id, "check")

    def show_team(self, team: int) -> None:
        """Only the members of one team."""
        self._team = team
        self.choose(ALL)
        self.narrow(team=team)

    def clear_filters(self) -> None:
        self._team = None

    def show_row(self, row_id: int) -> None:
        row = self._row(row_id)
        if row is None:
            return
        with self.desk.read() as read:
            fit = screening.may_work(read, row.person_id, read.at.date())
            test = person_tests.latest(read, [row.person_id]).get(row.person_id)
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self)
            self.put_panel(panel)
        tone, icon = FIT_TONES[fit.why.value]
        said = ""
        if test is not None:
            said = t(
                "reports_screening.members.test",
                state=t(f"screening_grid.test_state.{test.state.value}"),
                sampled=formats.moment(test.sampled_at),
            )
        banners = [] if fit.ok else [(Tone(tone), t("reports_screening.members.may_not"), fit.text)]
        if row.card_is_over(self.desk.now.date()):
            banners.append((Tone.WARN, t("reports_screening.members.card"), ""))
        panel.show_record(
            row_id,
            row.name,
            "\N{IDEOGRAPHIC SPACE}".join((row.branch, row.team)),
            Mark(t(f"screening_grid.fit_state.{fit.why.value}"), Tone(tone), icon),
            _facts(row, said),
            (),
            banners,
        )
        panel.show_acts(*self._acts(row, fit.why))

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record:
            self.show_row(self.panel.record)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    # --- what is done ---

    def place(self) -> ActPanel:
        """Put somebody into a team."""
        panel = screening_forms.member_panel(self.shell, None, self, self._team)
        panel.done.connect(lambda _given: self._done("place", None))
        self.put_panel(panel)
        panel.start()
        return panel

    def ask(self, member: int, key: str) -> ActPanel | None:
        """A check, a review, a sample, another place: each a small form."""
        row = self._row(member)
        needed = Permission.EDIT_REPORTING if key == "change" else Permission.RECORD_CHECK
        if row is None or not self.tab.may(needed):
            return None
        makers = {
            "check": lambda: screening_forms.check_panel(self.shell, row, self),
            "review": lambda: screening_forms.review_panel(self.shell, row, self._day_of(row), self),
            "sample": lambda: screening_forms.sample_panel(self.shell, self, row),
            "change": lambda: screening_forms.member_panel(self.shell, row, self),
        }
        panel: ActPanel = makers[key]()
        panel.done.connect(lambda _given: self._done(key, member))
        self.put_panel(panel)
        panel.start()
        return panel

    def leave(self, row: MemberRow) -> None:
        """Somebody is not of the staff any more."""
        if self.attempt(lambda work: grid_members.leave(work, row.id, version=row.version) or True):
            self._done("leave", None)

    def _done(self, key: str, member: int | None) -> None:
        self.put_panel(None)
        self.list.setFocus()
        if member is not None and self.list.select_id(member):
            self.show_row(member)
        self.shell.notify(
            t(f"reports_screening.members.done_{key}"), locked=t("reports_screening.members.locked")
        )

    def _acts(self, row: MemberRow, why: Why) -> tuple[list[Any], list[Any]]:
        verbs: list[Any] = []
        more: list[Any] = []
        if self.tab.may(Permission.RECORD_CHECK):
            words = t("reports_screening.check.short")
            verbs.append((words, "thermometer", "C", lambda: self.ask(row.id, "check")))
            if why is Why.ABNORMAL:
                words = t("reports_screening.review.short")
                verbs.append((words, "clipboard-check-outline", "", lambda: self.ask(row.id, "review")))
            more.append((t("reports_screening.sample.menu"), lambda: self.ask(row.id, "sample")))
        if self.tab.may(Permission.EDIT_REPORTING) and row.left_on is None:
            more.append((t("reports_screening.member.menu"), lambda: self.ask(row.id, "change")))
            more.append((t("reports_screening.member.leave"), lambda: self.leave(row)))
        return verbs, more

    def _row(self, member: int) -> MemberRow | None:
        with self.desk.read() as read:
            rows = grid_members.member_rows(read, [member])
        return rows[0] if rows else None

    def _day_of(self, row: MemberRow) -> Any:
        """The day of the abnormal check: today, else the day before."""
        today = self.desk.now.date()
        with self.desk.read() as read:
            checked = screening.crew_check(read, row.person_id, None, today, back=0).state
        return today if checked == "abnormal" else today - timedelta(days=1)


def _facts(row: MemberRow, test: str) -> list[list[tuple[str, str]]]:
    card = formats.full_day(row.health_card_until) if row.health_card_until is not None else ""
    return [
        [
            (t("screening_grid.column.kind"), t(f"screening_grid.kind.{row.kind.value}")),
            (
                t("screening_grid.column.front_line"),
                t(f"screening_grid.front_line.{row.front_line.value or 'none'}"),
            ),
            (t("screening_grid.column.health_card_until"), card),
        ],
        [
            (t("screening_grid.column.staff_number"), row.staff_number),
            (t("reports_screening.members.joined"), formats.day(row.joined_on)),
            (t("reports_screening.members.last_test"), test),
        ],
    ]
