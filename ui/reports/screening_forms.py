"""The small forms of the staff grid: what a leader reports, a check, a review, a sample and its result, a place in the grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats, screening
from duty_desk.people import places
from duty_desk.screening import checks, grid_members, person_tests, team_counts
from duty_desk.screening.absent_words import read_absent, write_absent
from duty_desk.screening.grid_members import FrontLine, GridKind, MemberRow
from duty_desk.screening.symptoms import SYMPTOMS
from duty_desk.screening.team_counts import CheckSlot, TeamRow
from duty_desk.strings import language, t
from ui.feature_tab import Shell
from ui.kit.checks import CheckBox, CheckGroup
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField, MomentField
from ui.kit.fields import LineEdit, TextArea
from ui.kit.number_fields import NumberField, TemperatureField
from ui.kit.person_field import PersonField
from ui.views.act_panel import ActPanel, filled

HISTORIES = ("travelled", "contacted", "was_ill")


class ReportPanel(ActPanel):
    """How many were checked follows from who is missing, until somebody types it."""

    def __init__(self, shell: Shell, team: TeamRow, day: date, slot: CheckSlot, parent: QWidget) -> None:
        slot_words = t(f"screening_grid.slot.{slot.value}")
        super().__init__(
            shell,
            team.name,
            "\N{IDEOGRAPHIC SPACE}".join((formats.day(day), slot_words)),
            t("reports_screening.report.verb"),
            self._record,
            parent=parent,
        )
        self.team, self.day, self.slot = team, day, slot
        self._typed = False
        known = write_absent(team.missing, language()) if not team.is_silent else ""
        self.missing = TextArea(
            known,
            placeholder=t("reports_screening.report.missing_hint"),
            lines=4,
            name=t("screening_grid.column.names"),
        )
        self.form.add("missing", t("screening_grid.column.names"), self.missing)
        self.checked = NumberField(
            team.expected - len(read_absent(known)), least=0, most=team.expected, width=112
        )
        self.form.add(
            "checked",
            t("screening_grid.column.checked"),
            self.checked,
            check=lambda value: t("reports_screening.report.number") if value is None else None,
        )
        self.form.add(
            "abnormal",
            t("screening_grid.column.abnormal"),
            NumberField(0 if team.is_silent else team.abnormal, least=0, most=team.expected, width=112),
            check=lambda value: t("reports_screening.report.number") if value is None else None,
        )
        self.form.add(
            "reporter",
            t("screening_grid.column.reporter"),
            LineEdit(team.reporter, placeholder=t("reports_screening.optional")),
        )
        self.sum = self.explain("")
        self.checked.textEdited.connect(lambda _text: self._by_hand())
        self.checked.textChanged.connect(lambda _text: self._say())
        self.missing.textChanged.connect(self._names)
        self._say()

    def _by_hand(self) -> None:
        self._typed = True

    def _names(self) -> None:
        if not self._typed:
            left = self.team.expected - len(read_absent(self.missing.toPlainText()))
            self.checked.set_value(max(0, left))
        self._say()

    def _say(self) -> None:
        named = len(read_absent(self.missing.toPlainText()))
        checked = self.checked.value()
        words = {"expected": self.team.expected, "named": named}
        if not isinstance(checked, int):
            self.sum.setText("")
        elif checked + named == self.team.expected:
            self.sum.setText(t("reports_screening.report.fits", checked=checked, **words))
        else:
            wanted = self.team.expected - checked
            self.sum.setText(t("reports_screening.report.differs", checked=checked, wanted=wanted, **words))

    def _record(self, work: Any, values: dict[str, Any], _second: object) -> object:
        return team_counts.report(
            work,
            team=self.team.id,
            day=self.day,
            slot=self.slot,
            checked=values["checked"],
            abnormal=values["abnormal"],
            missing=read_absent(values["missing"] or ""),
            reporter=values["reporter"] or "",
        )


def check_panel(shell: Shell, row: MemberRow, parent: QWidget) -> ActPanel:
    """The morning or noon check of one person with the three histories."""

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        yes = set(values["histories"])
        retest = values["retest"]
        return checks.record_check(
            work,
            person=row.person_id,
            slot=CheckSlot(values["slot"]),
            temperature=float(values["temperature"]),
            retest=None if retest is None else float(retest),
            symptoms=[t(f"screening.symptom.{key}") for key in values["symptoms"]],
            travelled="travelled" in yes,
            contacted="contacted" in yes,
            was_ill="was_ill" in yes,
            note=values["note"] or "",
        )

    panel = ActPanel(
        shell, t("reports_screening.check.title", name=row.name), row.team, t("reports_screening.check.verb"),
        act, parent=parent,
    )  # fmt: skip
    form = panel.form
    slots = [Choice(slot.value, t(f"screening_grid.slot.{slot.value}")) for slot in CheckSlot]
    form.add(
        "slot",
        t("reports_screening.slot"),
        Segmented(slots[:2], slots[0].key, name=t("reports_screening.slot")),
    )
    form.add(
        "temperature",
        t("reports_screening.check.temperature"),
        TemperatureField(name=t("reports_screening.check.temperature")),
        check=filled(t("reports_screening.check.missing")),
    )
    form.add(
        "retest",
        t("reports_screening.check.retest"),
        TemperatureField(name=t("reports_screening.check.retest")),
    )
    histories = [(key, t(f"reports_screening.history.{key}")) for key in HISTORIES]
    form.add("histories", t("reports_screening.check.histories"), CheckGroup(histories))
    form.add(
        "symptoms",
        t("reports_screening.check.symptoms"),
        CheckGroup([(key, t(f"screening.symptom.{key}")) for key in SYMPTOMS]),
    )
    form.add("note", t("reports_screening.note"), LineEdit(placeholder=t("reports_screening.optional")))
    panel.explain(t("reports_screening.check.explain"))
    return panel


def review_panel(shell: Shell, row: MemberRow, day: date, parent: QWidget) -> ActPanel:
    """An abnormal check was looked into: back on duty, or off duty."""
    panel = ActPanel(
        shell,
        t("reports_screening.review.title", name=row.name),
        row.team,
        t("reports_screening.review.verb"),
        lambda work, values, _second: screening.review(
            work, person=row.person_id, day=day, on_duty=values["decision"] == "on", note=values["note"]
        ),
        parent=parent,
    )
    choices = [Choice(key, t(f"reports_screening.review.{key}")) for key in ("on", "off")]
    panel.form.add(
        "decision",
        t("reports_screening.review.decision"),
        Segmented(choices, "off", name=t("reports_screening.review.decision")),
    )
    panel.ask_reason("note", t("reports_screening.review.note"), t("screening.error.review_note"))
    return panel


def sample_panel(shell: Shell, parent: QWidget, row: MemberRow | None = None) -> ActPanel:
    """A sample was taken of a member, or of anybody on record."""
    desk = shell.desk

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        person = row.person_id if row is not None else values["person"]
        return person_tests.record_sample(work, person=person, at=values["at"], lab=values["lab"] or "")

    title = t("reports_screening.sample.title")
    panel = ActPanel(
        shell, title, row.name if row else "", t("reports_screening.sample.verb"), act, parent=parent
    )
    if row is None:
        person = PersonField(
            desk,
            shell.tasks,
            name=t("screening_grid.column.name"),
            placeholder=t("reports_screening.person_hint"),
            nothing=t("reports_screening.nobody"),
        )
        missing = filled(t("reports_screening.person_missing"))
        panel.form.add("person", t("screening_grid.column.name"), person, check=missing)
    panel.form.add("at", t("screening_grid.column.sampled_at"), MomentField(lambda: desk.now, desk.now))
    panel.form.add(
        "lab", t("screening_grid.column.lab"), LineEdit(placeholder=t("reports_screening.optional"))
    )
    return panel


def result_panel(shell: Shell, row: person_tests.PersonTestRow, parent: QWidget) -> ActPanel:
    """The result of a sample; a positive one opens an incident."""
    desk = shell.desk
    panel = ActPanel(
        shell,
        t("reports_screening.result.title", name=row.name),
        formats.moment(row.sampled_at),
        t("reports_screening.result.verb"),
        lambda work, values, _second: person_tests.record_result(
            work, row.id, result=values["result"], at=values["at"], version=row.version
        ),
        parent=parent,
    )
    choices = [Choice(key, t(f"reports_screening.result.{key}")) for key in person_tests.RESULTS]
    panel.form.add(
        "result",
        t("reports_screening.result.result"),
        Segmented(choices, "negative", name=t("reports_screening.result.result")),
    )
    panel.form.add("at", t("screening_grid.column.resulted_at"), MomentField(lambda: desk.now, desk.now))
    panel.explain(t("reports_screening.result.explain"))
    return panel


def member_panel(shell: Shell, row: MemberRow | None, parent: QWidget, team: int | None = None) -> ActPanel:
    """Somebody is put into a team, or what they do there is put right."""

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        common: dict[str, Any] = {
            "kind": GridKind(values["kind"]),
            "front_line": FrontLine(values["front_line"] or ""),
            "lives_on_campus": values["lives"],
            "health_card_until": values["card"],
        }
        if row is None:
            return grid_members.place(work, person=values["person"], team=values["team"], **common)
        grid_members.change(work, row.id, version=row.version, **common)
        if values["team"] != row.team_id:
            return grid_members.move(work, row.id, team=values["team"])
        return row.id

    key = "place" if row is None else "change"
    panel = ActPanel(
        shell, t(f"reports_screening.member.{key}"), row.name if row else "",
        t(f"reports_screening.member.{key}_verb"), act, parent=parent,
    )  # fmt: skip
    form = panel.form
    if row is None:
        person = PersonField(
            shell.desk,
            shell.tasks,
            name=t("screening_grid.column.name"),
            placeholder=t("reports_screening.person_hint"),
            nothing=t("reports_screening.nobody"),
        )
        form.add(
            "person",
            t("screening_grid.column.name"),
            person,
            check=filled(t("reports_screening.person_missing")),
        )
    form.add("team", t("screening_grid.column.team"), ComboBox(_teams(shell), row.team_id if row else team))
    kinds = [(kind.value, t(f"screening_grid.kind.{kind.value}")) for kind in GridKind]
    form.add("kind", t("screening_grid.column.kind"), ComboBox(kinds, row.kind.value if row else "staff"))
    posts = [(post.value, t(f"screening_grid.front_line.{post.value or 'none'}")) for post in FrontLine]
    form.add(
        "front_line",
        t("screening_grid.column.front_line"),
        ComboBox(posts, row.front_line.value if row else ""),
    )
    lives = CheckBox(t("reports_screening.member.lives"))
    lives.set_value(bool(row and row.lives_on_campus))
    form.add("lives", t("screening_grid.column.lives_on_campus"), lives)
    form.add(
        "card",
        t("screening_grid.column.health_card_until"),
        DateField(lambda: shell.desk.now, row.health_card_until if row else None),
    )
    return panel


def _teams(shell: Shell) -> Sequence[tuple[object, ...]]:
    with shell.desk.read() as read:
        return [(team.id, team.name, team.branch) for team in places.list_teams(read)]
