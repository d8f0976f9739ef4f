"""One person of the roster: how long on duty, what was changed, and what can be done (panel at the right)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.roster.history import ChangeRow
from duty_desk.roster.month import Month, PersonLine
from duty_desk.strings import t
from ui.duty.roster_model import run_mark, words
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone

MOST_ACTS = 12


class RosterPanel(SidePanel):
    """Verbs only for whoever may plan."""

    swap_asked = Signal()
    edit_asked = Signal()
    retire_asked = Signal()

    def __init__(
        self,
        line: PersonLine,
        day: date,
        month: Month,
        changes: Sequence[ChangeRow],
        *,
        may_plan: bool,
        officer: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.line, self.day, self.changes = line, day, tuple(changes)
        person = line.person
        self.set_head(person.title, person.post or person.department, run_mark(line))
        if may_plan:
            retire = icon_button(
                "cancel" if person.is_active else "redo",
                t(f"duty_roster.person.{'retire' if person.is_active else 'restore'}"),
            )
            retire.clicked.connect(self.retire_asked)
            self.add_to_head(retire)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if line.over:
            first = formats.day(min(line.over))
            column.addWidget(
                Banner(
                    Tone.DANGER,
                    t("duty_roster.person.over", day=first, days=month.limits.limit),
                    t("duty_roster.person.over_next"),
                )
            )
        if line.barred:
            days = sorted(line.unfit) or sorted(line.barred)
            title = t("duty_roster.person.unfit", days=formats.period(days[0], days[-1]))
            column.addWidget(Banner(Tone.DANGER, title, line.barred[days[0]]))
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, self._values(month, officer), strict=True):
            for key, value in values:
                facts.add(key, t(f"duty_roster.person.{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        column.addWidget(Line())
        column.addWidget(Label(t("duty_roster.person.changes"), px=SMALL, bold=True, colour="text2"))
        if not self.changes:
            column.addWidget(Label(t("duty_roster.person.no_changes"), px=SMALL, colour="text2"))
        for act in acts_of(self.changes)[:MOST_ACTS]:
            column.addWidget(_told(act))
        self.set_body(body)
        left: list[QWidget] = []
        if may_plan:
            swap = Button(t("duty_roster.swap.verb"), icon="swap-horizontal", kind=Kind.PRIMARY, parent=self)
            swap.clicked.connect(self.swap_asked)
            edit = Button(t("duty_roster.person.edit_verb"), icon="pencil-outline", parent=self)
            edit.clicked.connect(self.edit_asked)
            left = [swap, edit]
        self.set_foot(left)

    def fact(self, key: str) -> str:
        """What a fact says."""
        return self.facts[0].text(key) or self.facts[1].text(key)

    def _values(self, month: Month, officer: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        line, run = self.line, self.line.run
        place = (self.day - month.first).days
        cell = line.cells[place] if 0 <= place < len(line.cells) else frozenset()
        info = month.days[place].info if 0 <= place < len(month.days) else None
        since = t("duty_roster.person.since", day=formats.day(run.first), days=run.days) if run else ""
        lunar = f" {info.lunar}" if info is not None else ""
        left = [
            ("shift", f"{formats.day(self.day)}{lunar} {words(cell)}"),
            ("run", since or t("duty_roster.person.no_run")),
            ("attended", t("duty_roster.days", count=line.attended)),
        ]
        right = [
            ("phone", line.person.phone or ""),
            ("department", line.person.department),
            ("officer", officer),
        ]
        return left, right


def acts_of(changes: Sequence[ChangeRow]) -> list[list[ChangeRow]]:
    """Changes of one act together: a range is set at once, and read at once."""
    found: list[list[ChangeRow]] = []
    for change in changes:
        last = found[-1][-1] if found else None
        if last is not None and _act(last) == _act(change):
            found[-1].append(change)
        else:
            found.append([change])
    return found


def _act(change: ChangeRow) -> tuple[object, ...]:
    return change.at, change.kind, change.reason, change.other, change.officer, change.is_imported


def _told(changes: Sequence[ChangeRow]) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    change = changes[0]
    if len(changes) == 1:
        day, before, after = formats.day(change.day), words(change.before), words(change.after)
        what = t("duty_roster.change", day=day, before=before, after=after)
    else:
        days = sorted(each.day for each in changes)
        what = t("duty_roster.changes", days=formats.period(days[0], days[-1]), count=len(changes))
        shifts = {each.after for each in changes}
        if len(shifts) == 1:
            what = t("duty_roster.changes_alike", what=what, after=words(change.after))
    column.addWidget(Label(what, wrap=True))
    kind = t("duty_roster.kind.import" if change.is_imported else f"duty_roster.kind.{change.kind}")
    if change.other:
        kind = t("duty_roster.kind.with", kind=kind, name=change.other)
    parts = [formats.moment(change.at), change.officer or "", kind, change.reason or ""]
    column.addWidget(Label(" ".join(part for part in parts if part), px=SMALL, colour="text2", wrap=True))
    return holder
