"""The form of an incident (F4): what, where, how grave, who told us, whom it concerns; what is half typed is there the next time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats, incidents
from duty_desk.incidents import IncidentDetail, IncidentKind
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.fields import LineEdit, TextArea
from ui.kit.number_fields import NumberField
from ui.kit.person_field import PersonField
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell

DRAFT = "incident.new"
# Most of what is reported by hand is of this kind and level.
_USUAL, _LEVEL = IncidentKind.FACILITY, "3"


class IncidentForm(ActPanel):
    """A new one, or the particulars of `detail`; `done` carries its identifier."""

    def __init__(self, shell: Shell, *, detail: IncidentDetail | None = None, parent: QWidget) -> None:
        row = detail.row if detail is not None else None
        super().__init__(
            shell,
            t("incidents.form.title") if row is None else t("incidents.form.change", number=row.number),
            t("incidents.form.note") if row is None else row.title,
            t("incidents.form.save") if row is None else t("incidents.form.keep"),
            lambda work, values, _second: self._write(work, values),
            parent=parent,
        )
        self._detail = detail
        form, now = self.form, lambda: shell.desk.now
        kinds = [(kind.value, t(f"incidents.kind.{kind.value}")) for kind in IncidentKind]
        self.kind = ComboBox(kinds, _USUAL.value)
        self.level = Segmented([Choice(str(n), t(f"incidents.level.{n}")) for n in incidents.LEVELS], _LEVEL)
        form.add("kind", t("incidents.form.kind"), self.kind)
        form.add("level", t("incidents.form.level"), self.level)
        self.clock = self.explain("")
        form.add(
            "title",
            t("incidents.form.what"),
            LineEdit(placeholder=t("incidents.form.what_hint")),
            check=filled(t("incidents.error.title_missing")),
        )
        form.add(
            "place", t("incidents.form.place"), LineEdit(), check=filled(t("incidents.error.place_missing"))
        )
        optional = t("incidents.form.optional")
        if detail is None:
            form.add("found_at", t("incidents.form.found_at"), MomentField(now, now().replace(second=0)))
            ways = [Choice(way, t(f"incidents.way.{way}")) for way in incidents.WAYS]
            form.add("reported_way", t("incidents.form.way"), Segmented(ways, incidents.WAYS[0]))
            form.add("reported_by", t("incidents.form.by"), LineEdit(placeholder=optional))
        form.add("person", t("incidents.form.person"), _person(shell))
        form.add("names", t("incidents.form.names"), LineEdit(placeholder=t("incidents.form.names_hint")))
        form.add("people_count", t("incidents.form.count"), NumberField(least=0, placeholder=optional))
        form.add("responsible", t("incidents.form.responsible"), LineEdit(placeholder=optional))
        form.add("impact", t("incidents.form.impact"), LineEdit(placeholder=t("incidents.form.impact_hint")))
        if detail is None:
            form.add("text", t("incidents.form.text"), TextArea(lines=3, placeholder=optional))
        for control in (self.kind, self.level):
            control.changed.connect(self._fit)
        self._draft: DraftKeeper | None = None
        if row is not None:
            form.set_values(
                {
                    "kind": row.kind.value,
                    "level": str(row.level),
                    "title": row.title,
                    "place": row.place,
                    "people_count": row.people_count,
                    "responsible": row.responsible or "",
                    "impact": row.impact or "",
                }
            )
        else:
            self._draft = DraftKeeper(shell.desk, DRAFT, form, self._typed)
            if (kept := self._draft.load()) is not None:
                type_in(form, kept.content)
            else:
                form.mark_saved()
            form.changed.connect(self._draft.look)
            self.done.connect(lambda _found: self._draft and self._draft.look())
        self._fit()

    def start(self) -> None:
        self.form.field("title").take_focus()

    def save_draft(self) -> None:
        """What is half typed is there the next time."""
        if self._draft is not None:
            self._draft.keep()

    def _typed(self) -> dict[str, Any]:
        kept = typed_in(self.form)
        # Somebody chosen from the register is chosen again; a half typed name is not worth keeping.
        return {name: value for name, value in kept.items() if name != "person" or isinstance(value, int)}

    def _write(self, work: Work, values: Values) -> int:
        person = values["person"]
        people = [person] if isinstance(person, int) else []
        marks = re.escape(t("incidents.people_mark").strip())
        names = [name.strip() for name in re.split(f"[{marks}]", str(values["names"] or "")) if name.strip()]
        count = values["people_count"]
        about: dict[str, Any] = {
            "kind": IncidentKind(str(values["kind"])),
            "level": int(values["level"]),
            "title": str(values["title"]),
            "place": str(values["place"]),
            "responsible": str(values["responsible"] or ""),
            "people_count": count if isinstance(count, int) else None,
            "impact": str(values["impact"] or ""),
        }
        if self._detail is None:
            return incidents.report(
                work,
                found_at=values["found_at"],
                reported_way=str(values["reported_way"]),
                reported_by=str(values["reported_by"] or ""),
                people=people,
                names=names,
                text=str(values["text"] or ""),
                **about,
            )
        incident = self._detail.row.id
        incidents.change(work, incident, version=self._detail.version, **about)
        for one in people:
            incidents.involve(work, incident, person=one)
        for name in names:
            incidents.involve(work, incident, name=name)
        return incident

    def _fit(self) -> None:
        """Whether the two-hour clock will run."""
        kind = self.kind.value()
        runs = kind in incidents.TOLD or int(self.level.value()) <= incidents.GRAVE
        found = self._detail.row.found_at if self._detail is not None else self.shell.desk.now
        moment = formats.moment(found + incidents.TELL_WITHIN)
        self.clock.setText(t("incidents.form.two_hours", moment=moment))
        self.clock.setVisible(runs)


def _person(shell: Shell) -> PersonField:
    return PersonField(
        shell.desk,
        shell.tasks,
        name=t("incidents.form.person"),
        placeholder=t("incidents.form.person_hint"),
        nothing=t("incidents.form.person_nothing"),
    )
