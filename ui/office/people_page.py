"""The persons of the campus, each existing once: who they are, where they belong, and whether something holds against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.people import households, persons, rules
from duty_desk.people.ledgers import PERSONS
from duty_desk.people.persons import Category, IdKind
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.buttons import Button, icon_button
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit, TextArea
from ui.kit.form import Form
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.office.person_merge import PersonMerge
from ui.office.person_restrictions import PersonRestrictions
from ui.office.person_reveal import PersonReveal
from ui.office.person_subject import PersonSubject
from ui.office.pick_field import PickField, find_households, find_units
from ui.office.register_page import RegisterPage

# Shown shortened: an unchanged field is not sent back.
MASKED = ("id_number", "staff_number", "phone")
# Beside the form there is room for what tells people apart; the rest can be shown by the menu of the list.
HIDDEN = ("sex", "household", "id_number", "staff_number")
_TEXTS = ("name", "id_number", "phone", "staff_number", "relation", "place", "note")


class PeoplePage(RegisterPage):
    """Persons by pinyin. A number that somebody has already is refused, naming who."""

    KEY = "people"
    OPENS = "person"
    EDITS = Permission.EDIT_PERSON
    LEDGER = replace(
        PERSONS, columns=tuple(replace(c, hidden=c.hidden or c.key in HIDDEN) for c in PERSONS.columns)
    )
    STRONG = "name"

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        # Whose record is shown, and what of it was revealed.
        self._shown = 0
        self._in_full: dict[str, str] = {}
        super().__init__(shell, parent)

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("people.column.name"), LineEdit(icon="account-outline"), check=_check_name)
        categories = [(str(each), t(f"people.category.{each}")) for each in Category]
        form.add("category", t("people.column.category"), ComboBox(categories))
        sexes = [Choice("", t("office.people.unknown"))]
        sexes += [Choice(sex, t(f"people.sex.{sex}")) for sex in ("male", "female")]
        form.add("sex", t("people.column.sex"), Segmented(sexes))
        kinds = [(str(kind), t(f"office.id_kind.{kind}")) for kind in IdKind]
        form.add("id_kind", t("office.people.id_kind"), ComboBox(kinds))
        form.add(
            "id_number", t("people.column.id_number"), LineEdit(placeholder=optional), check=self._check_id
        )
        form.add("phone", t("people.column.phone"), LineEdit(placeholder=optional), check=self._check_phone)
        form.add("staff_number", t("people.column.staff_number"), LineEdit(placeholder=optional))
        self.unit = PickField(self.shell, find_units, icon="office-building-outline")
        form.add("unit", t("people.column.unit"), self.unit)
        self.household = PickField(self.shell, find_households, icon="home-outline")
        form.add("household", t("people.column.household"), self.household)
        form.add("relation", t("office.people.relation"), LineEdit(placeholder=optional))
        form.add("place", t("office.people.place"), LineEdit(placeholder=optional))
        form.add("foreign_holder", "", CheckBox(t("office.people.foreign_holder")))
        form.add("note", t("office.people.note"), TextArea(placeholder=optional, lines=2))

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            rest = {"category": Category.STAFF.value, "sex": "", "id_kind": IdKind.RESIDENT.value}
            empty = {"unit": None, "household": None, "foreign_holder": False}
            return {**dict.fromkeys(_TEXTS, ""), **rest, **empty}
        with self.desk.read() as read:
            card = persons.get_person(read, row.id)
            home = households.get_household(read, card.household_id) if card.household_id else None
        self._card = card
        return {
            **{name: getattr(card, name) or "" for name in _TEXTS},
            "category": card.category,
            "sex": card.sex or "",
            "id_kind": card.id_kind or IdKind.RESIDENT.value,
            "unit": (card.unit_id, card.unit) if card.unit_id and card.unit else None,
            "household": (home.id, home.place) if home else None,
            "foreign_holder": card.foreign_holder,
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        where = row.unit or row.household or ""
        return row.name, f"{t(f'people.category.{row.category}')}\u3000{where}".strip()

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = {
            **values,
            "sex": values["sex"] or None,
            "category": Category(values["category"]),
            "unit": _identity(values["unit"]),
            "household": _identity(values["household"]),
        }
        if row is None:
            return persons.add_person(work, **form)
        card = persons.get_person(work, row.id)
        for name in MASKED:
            if form[name] in (getattr(card, name) or "", self._in_full.get(name)):
                del form[name]
        if "id_number" not in form:
            del form["id_kind"]
        persons.update_person(work, row.id, version=card.version, **form)
        return row.id

    def extra(self) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.reveal = PersonReveal(self.shell)
        self.reveal.shown.connect(self._show_numbers)
        self.reveal.over.connect(self._mask_again)
        self.merge = PersonMerge(self.shell)
        self.merge.merged.connect(lambda kept: self.open_record("person", kept))
        self.subject = PersonSubject(self.shell)
        self.restrictions = PersonRestrictions(self.shell)
        self._asking = (self.reveal, self.subject, self.merge)
        for part in self._asking:
            part.hide()
        for part in (*self._asking, self.restrictions):
            column.addWidget(part)
        return holder

    def show_extra(self, row: Any) -> None:
        if row is None or row.id != self._shown:
            self._close_asking()
        self._shown = row.id if row is not None else 0
        is_child = row is not None and self._card.is_child
        if is_child:
            mark = Mark(t("people.child"), Tone.WARN, "alert-octagon")
            self.panel.set_head(*self.title_of(row), mark)
        self.restrictions.show_person(row.id if row is not None else None)
        if hasattr(self, "reveal_button"):
            allowed = self.may(Permission.REVEAL) and (not is_child or self.may(Permission.REVEAL_CHILD))
            self.reveal_button.setVisible(row is not None and allowed)
            self.subject_button.setVisible(row is not None and self.may(Permission.SHOW_SUBJECT))
            self.merge_button.setVisible(row is not None and self.may(Permission.MERGE))

    def foot_buttons(self) -> Sequence[QWidget]:
        self.reveal_button = icon_button("eye-outline", t("office.reveal.show"))
        self.reveal_button.clicked.connect(lambda: self._ask(self.reveal))
        self.subject_button = icon_button("printer-outline", t("privacy.subject.open"))
        self.subject_button.clicked.connect(lambda: self._ask(self.subject))
        self.merge_button = Button(t("office.merge.merge"), icon="account-switch-outline")
        self.merge_button.clicked.connect(lambda: self._ask(self.merge))
        buttons = (self.reveal_button, self.subject_button, self.merge_button)
        for button in buttons:
            button.hide()
        return buttons

    def _ask(self, part: PersonReveal | PersonSubject | PersonMerge) -> None:
        """One question at a time."""
        self._close_asking()
        part.ask(self._shown)

    def _close_asking(self) -> None:
        for part in self._asking:
            part.hide()

    def _show_numbers(self, found: Mapping[str, str]) -> None:
        """In full, until the time is up; the form is not changed by it."""
        if not self.form.dirty:
            self.draft.fill(found)
            self._in_full = dict(found)

    def _mask_again(self) -> None:
        self._in_full = {}
        if not self.form.dirty:
            self._show(self.row)

    def _check_id(self, value: Any) -> str | None:
        text = str(value)
        if not text or "*" in text:
            return None
        kind = str(self.form.field("id_kind").value())
        rules.check_id(kind, rules.normalise_number(text), today=self.desk.now.date())
        return None

    def _check_phone(self, value: Any) -> str | None:
        if value and "*" not in str(value):
            rules.check_phone(str(value))
        return None


def _check_name(value: Any) -> str | None:
    rules.check_name(str(value))
    return None


def _identity(value: Any) -> Any:
    """Identifier of a chosen unit or household, as the form or a former state of it has it."""
    return value[0] if isinstance(value, tuple) else value
