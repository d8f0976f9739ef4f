"""The small forms of the roster: a swap, a person, a kind of day, a rotation, the reason for a day gone by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from duty_desk import formats, roster
from duty_desk.errors import InputError
from duty_desk.roster import Change, calendar, proposing
from duty_desk.roster.calendar import DayInfo, DayKind
from duty_desk.roster.cells import Place
from duty_desk.roster.month import PersonLine
from duty_desk.roster.persons import RosterPersonRow
from duty_desk.roster.proposing import Proposal
from duty_desk.roster.rules import Cell, Shift
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField
from ui.kit.tokens import SMALL
from ui.views.act_panel import ActPanel, Values, filled

_PUBLISHED = ""


def swap_panel(
    shell: Shell, line: PersonLine, day: date, others: Sequence[RosterPersonRow], *, parent: QWidget
) -> ActPanel:
    """One works for another on a day, and has a day of theirs in return where a second one is given."""

    def act(work: Work, values: Values, _approval: object) -> tuple[Change, ...]:
        days = [each for each in (values["day"], values["other_day"]) if isinstance(each, date)]
        return roster.swap(
            work, one=line.person.id, other=values["other"] or 0, days=days, reason=values["reason"]
        )

    panel = ActPanel(
        shell,
        t("duty_roster.swap.title", name=line.person.title),
        formats.day(day),
        t("duty_roster.swap.verb"),
        act,
        icon="swap-horizontal",
        parent=parent,
    )
    options = [(row.id, row.title, row.post) for row in others if row.id != line.person.id]
    other = ComboBox(options, None, placeholder=t("duty_roster.swap.choose"))
    panel.form.add(
        "other", t("duty_roster.swap.other"), other, check=filled(t("duty_roster.swap.other_missing"))
    )
    field = DateField(lambda: shell.desk.now, day, name=t("duty_roster.swap.day"))
    panel.form.add("day", t("duty_roster.swap.day"), field, check=filled(t("duty_roster.swap.day_missing")))
    second = DateField(lambda: shell.desk.now, None, name=t("duty_roster.swap.other_day"))
    panel.form.add("other_day", t("duty_roster.swap.other_day"), second, help=t("duty_roster.swap.help"))
    panel.ask_reason(missing=t("roster.error.reason_missing"))
    return panel


def leave_panel(
    shell: Shell, person: RosterPersonRow, first: date, last: date, *, parent: QWidget
) -> ActPanel:
    """Somebody is on leave from a day to another: rest, with the reason."""

    def act(work: Work, values: Values, _approval: object) -> tuple[Change, ...]:
        begin, end = values["first"], values["last"]
        if end < begin:
            raise InputError("last", "roster.error.period")
        days = range(begin.toordinal(), end.toordinal() + 1)
        cells = {(person.id, date.fromordinal(day)): [Shift.REST] for day in days}
        return roster.set_cells(work, cells, reason=values["reason"])

    panel = ActPanel(
        shell,
        t("duty_roster.leave.title", name=person.title),
        t("duty_roster.leave.note"),
        t("duty_roster.leave.verb"),
        act,
        parent=parent,
    )
    missing = filled(t("duty_roster.pattern.day_missing"))
    for name, day in (("first", first), ("last", last)):
        words = t(f"duty_roster.pattern.{name}")
        panel.form.add(name, words, DateField(lambda: shell.desk.now, day, name=words), check=missing)
    panel.ask_reason(missing=t("duty_roster.leave.reason_missing"))
    return panel


def person_panel(shell: Shell, row: RosterPersonRow | None, *, parent: QWidget) -> ActPanel:
    """Add somebody to the roster, or change what is said of them."""

    def act(work: Work, values: Values, _approval: object) -> int:
        said = {key: values[key] for key in ("name", "department", "post", "phone", "officer")}
        if row is None:
            return roster.add_person(work, **said)
        roster.edit_person(work, row.id, version=row.version, **said)
        return row.id

    title = t("duty_roster.person.add") if row is None else t("duty_roster.person.edit", name=row.title)
    verb = t("duty_roster.person.add_verb") if row is None else t("duty_roster.person.save")
    panel = ActPanel(shell, title, "", verb, act, parent=parent)
    with shell.desk.read() as read:
        officers = roster.list_officers(read)
    name = LineEdit()
    panel.form.add("name", t("duty_roster.column.name"), name, check=filled(t("duty_roster.person.missing")))
    help_words = t("duty_roster.person.department_help")
    panel.form.add("department", t("duty_roster.person.department"), LineEdit(), help=help_words)
    panel.form.add("post", t("duty_roster.column.post"), LineEdit())
    panel.form.add("phone", t("duty_roster.person.phone"), LineEdit())
    options = [(None, t("duty_roster.person.no_officer")), *((key, said) for key, said, _ in officers)]
    panel.form.add("officer", t("duty_roster.person.officer"), ComboBox(options, None))
    if row is not None:
        panel.form.set_values(
            {
                "name": row.name,
                "department": row.department,
                "post": row.post,
                "phone": row.phone or "",
                "officer": row.officer,
            }
        )
    return panel


def day_panel(shell: Shell, info: DayInfo, *, parent: QWidget) -> ActPanel:
    """Holiday, working day, name and lunar date of one day or of several."""

    def act(work: Work, values: Values, _approval: object) -> int:
        last = values["last"] if isinstance(values["last"], date) else info.day
        days = [date.fromordinal(number) for number in range(info.day.toordinal(), last.toordinal() + 1)]
        kind = values["kind"]
        calendar.set_days(
            work,
            days,
            kind=DayKind(kind) if kind else None,
            name=values["name"] or "",
            lunar=values["lunar"] or "",
            version=info.version if len(days) == 1 else None,
        )
        return len(days)

    title = t("duty_roster.day.title", day=formats.day(info.day), weekday=formats.weekday(info.day))
    panel = ActPanel(shell, title, info.lunar, t("duty_roster.day.save"), act, parent=parent)
    kind, name = calendar.published(info.day)
    said = " ".join(part for part in (t(f"roster.day_kind.{kind.value}"), name) if part)
    options = [
        (_PUBLISHED, t("duty_roster.day.published", kind=said)),
        *((each.value, t(f"roster.day_kind.{each.value}")) for each in DayKind),
    ]
    panel.form.add(
        "kind", t("duty_roster.day.kind"), ComboBox(options, info.kind.value if info.is_own else _PUBLISHED)
    )
    panel.form.add("name", t("duty_roster.day.name"), LineEdit())
    panel.form.add("lunar", t("duty_roster.day.lunar"), LineEdit(), help=t("duty_roster.day.lunar_help"))
    last = DateField(lambda: shell.desk.now, info.day, name=t("duty_roster.day.last"))

    def problem(value: object) -> str | None:
        return t("roster.error.period") if isinstance(value, date) and value < info.day else None

    panel.form.add("last", t("duty_roster.day.last"), last, check=problem)
    panel.form.set_values({"name": info.own_name, "lunar": info.own_lunar})
    return panel


def pattern_panel(
    shell: Shell,
    people: Sequence[RosterPersonRow],
    chosen: Sequence[int],
    first: date,
    last: date,
    *,
    parent: QWidget,
) -> ActPanel:
    """A rotation from a pattern; what it gives is a proposal."""

    def act(_work: Work, values: Values, _approval: object) -> Proposal:
        keys = [int(key) for key in values["persons"]]
        return proposing.propose_pattern(
            keys,
            values["first"],
            values["last"],
            proposing.read_pattern(values["pattern"] or ""),
            shift_by=int(values["shift_by"] or 0),
        )

    panel = ActPanel(
        shell,
        t("duty_roster.pattern.title"),
        t("duty_roster.pattern.note"),
        t("duty_roster.pattern.verb"),
        act,
        parent=parent,
    )
    pattern = LineEdit(placeholder=t("duty_roster.pattern.example"))
    panel.form.add(
        "pattern",
        t("duty_roster.pattern.pattern"),
        pattern,
        help=t("duty_roster.pattern.help"),
        check=filled(t("roster.error.pattern_missing")),
    )
    panel.form.add("shift_by", t("duty_roster.pattern.shift_by"), NumberField(1, least=0, most=60))
    missing = filled(t("duty_roster.pattern.day_missing"))
    for name, day in (("first", first), ("last", last)):
        words = t(f"duty_roster.pattern.{name}")
        panel.form.add(name, words, DateField(lambda: shell.desk.now, day, name=words), check=missing)
    persons = CheckGroup([(str(row.id), row.title) for row in people])
    persons.set_value([str(key) for key in chosen])
    panel.form.add(
        "persons", t("duty_roster.pattern.persons"), persons, check=filled(t("roster.error.persons_missing"))
    )
    return panel


def reason_panel(
    shell: Shell,
    wanted: Mapping[Place, Cell],
    seen: Mapping[Place, Cell],
    *,
    parent: QWidget,
) -> ActPanel:
    """A day gone by is corrected with a reason."""

    def act(work: Work, values: Values, _approval: object) -> tuple[Change, ...]:
        return roster.set_cells(work, wanted, reason=values["reason"], seen=seen)

    days = sorted(day for _, day in wanted)
    panel = ActPanel(
        shell,
        t("duty_roster.past.title"),
        formats.period(days[0], days[-1]),
        t("duty_roster.past.verb"),
        act,
        parent=parent,
    )
    panel.form.add_widget(
        Label(t("duty_roster.past.note", count=len(wanted)), px=SMALL, colour="text2", wrap=True)
    )
    panel.ask_reason(missing=t("roster.error.past_reason"))
    return panel
