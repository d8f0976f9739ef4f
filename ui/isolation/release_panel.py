"""The release of one person: each condition as it stands, what was handed back, and a leader's word where one is not met (rule I7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, isolation, masking
from duty_desk.isolation import Condition, Released
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.isolation.stays_changes import place_of
from ui.kit.checks import CheckBox
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.notices import Banner, Picture
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from collections.abc import Sequence


class ConditionList(QWidget):
    """One line for each condition: a picture, and in words how it stands."""

    def __init__(self, found: Sequence[Condition]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.words: dict[str, str] = {}
        for one in found:
            line = QHBoxLayout()
            line.setSpacing(8)
            tone = Tone.OK if one.met else Tone.DANGER
            line.addWidget(Picture("check-circle" if one.met else "alert-octagon", 18, tone, height=22))
            label = Label(one.words, colour="text" if one.met else "danger", bold=not one.met, wrap=True)
            key = "isolation_forms.release.met" if one.met else "isolation_forms.release.unmet"
            label.setAccessibleName(t(key, words=one.words))
            line.addWidget(label, 1)
            column.addLayout(line)
            self.words[one.key] = one.words


class ReleasePanel(ActPanel):
    """`unmet` are the conditions that a leader would have to waive."""

    def __init__(self, shell: Shell, row: StayRow, parent: QWidget) -> None:
        with shell.desk.read() as read:
            found = isolation.conditions(read, row.id)
        self.row = row
        self.unmet = [one for one in found if not one.met]
        day = row.day(shell.desk.now.date()) or 0
        note = "\N{IDEOGRAPHIC SPACE}".join(
            filter(None, (place_of(row), t("isolation_forms.release.day", day=day, days=row.days or 0)))
        )
        super().__init__(
            shell,
            t("isolation_forms.release.title", name=masking.mask_name(row.name)),
            note,
            t("isolation_forms.release.verb_override" if self.unmet else "isolation_forms.release.verb"),
            self._release,
            icon="logout",
            parent=parent,
        )
        self.conditions = ConditionList(found)
        self.form.add_widget(self.conditions)
        self.form.add(
            "kit_back",
            t("isolation_forms.release.kit"),
            CheckBox(t("isolation_forms.release.kit_back")),
            help=t("isolation.list_mark").join(row.kit),
        )
        self.form.add("note", t("isolation_forms.note"), LineEdit(placeholder=t("isolation_forms.optional")))
        if self.unmet:
            self.form.add_widget(
                Banner(
                    Tone.WARN,
                    t("isolation_forms.release.blocked", count=len(self.unmet)),
                    t("isolation_forms.release.blocked_next"),
                )
            )
            self.ask_reason(
                "override",
                t("isolation_forms.release.override"),
                t("isolation_forms.release.override_missing"),
            )
            self.ask_second(
                lambda values: isolation.overridden(row.id, row.version, self.unmet, values["override"]),
                permission=Permission.OVERRIDE_STAY,
                title=t("isolation_forms.release.leader"),
            )
        self.explain(t("isolation_forms.release.after"))

    def _release(self, work: Work, values: dict[str, Any], second: Approval | None) -> Released:
        return isolation.release(
            work,
            self.row.id,
            kit_back=bool(values["kit_back"]),
            override=values.get("override"),
            second=second,
            note=values["note"] or None,
            version=self.row.version,
        )

    def start(self) -> None:
        """The keyboard where the release begins."""
        self.form.field("override" if self.unmet else "kit_back").take_focus()


def released_words(row: StayRow, given: Released) -> str:
    """What the notice line says once somebody was released: the number, and that the room waits for cleaning."""
    home = ""
    if given.home_until is not None:
        home = t("isolation_forms.release.home", day=formats.day(given.home_until))
    return t(
        "isolation_forms.release.done",
        name=masking.mask_name(row.name),
        number=given.number,
        room=place_of(row),
        home=home,
    )
