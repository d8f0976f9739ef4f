"""The form of one log entry: what is said on the telephone is typed while it is said; Ctrl+Enter writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk import duty, masking
from duty_desk.duty import LogKind, LogRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.duty.log_offer import offering, optional
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import MomentField
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.fields import LineEdit, TextArea
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell

DRAFT = "duty.log"
NO, SHIFT, TOMORROW, OTHER = "no", "shift", "tomorrow", "other"
FOLLOWS = (NO, SHIFT, TOMORROW, OTHER)
_MORNING = time(9, 0)


class LogForm(ActPanel):
    """Begins with a call; a caller who was written down before brings the number along."""

    def __init__(self, shell: Shell, *, like: LogRow | None = None, parent: QWidget) -> None:
        super().__init__(
            shell,
            t("duty_log.form.title"),
            t("duty_log.form.note"),
            t("duty_log.form.save"),
            lambda work, values, _second: self._write(work, values),
            parent=parent,
        )
        self._like = like.phone if like is not None else None
        self._opened = shell.desk.now.replace(second=0, microsecond=0)
        with shell.desk.read() as read:
            self._callers: Mapping[str, str] = dict(duty.list_callers(read))
            self._end = duty.span_at(read, read.at).end
        self.kind = Segmented(
            [Choice(kind.value, t(f"duty_log.kind.{kind.value}")) for kind in LogKind], LogKind.CALL.value
        )
        self.phone = optional()
        self.follow = Segmented([Choice(key, t(f"duty_log.follow.{key}")) for key in FOLLOWS], NO)
        form, now = self.form, lambda: shell.desk.now
        form.add("kind", t("duty_log.column.kind"), self.kind)
        form.add(
            "from_whom",
            t("duty_log.column.from_whom"),
            offering(shell, self._callers, self._known, may_be_empty=True),
        )
        form.add("phone", t("duty_log.column.phone"), self.phone)
        form.add("text", t("duty_log.column.text"), TextArea(lines=3), check=filled(t("duty_log.error.text")))
        form.add("handling", t("duty_log.column.handling"), optional())
        form.add("follow", t("duty_log.form.follow"), self.follow)
        form.add("due_at", t("duty_log.column.due_at"), MomentField(now, None), check=self._due_missing)
        form.add("responsible", t("duty_log.column.responsible"), LineEdit(shell.desk.officer.name))
        form.add("at", t("duty_log.form.at"), MomentField(now, self._opened))
        self.kind.changed.connect(self._hint)
        self.follow.changed.connect(self._followed)
        if like is not None:
            form.set_values(
                {
                    "kind": like.kind,
                    "from_whom": like.from_whom,
                    "phone": masking.mask_phone(like.phone),
                    "text": like.text,
                    "handling": like.handling,
                    "at": like.at,
                }
            )
        self._draft = DraftKeeper(shell.desk, DRAFT, form, lambda: typed_in(form))
        kept = self._draft.load() if like is None else None
        if kept is not None:
            type_in(form, kept.content)
        self._fit()
        if kept is None and like is None:
            form.mark_saved()
        form.changed.connect(self._draft.look)
        self.done.connect(lambda _entry: self._draft.look())

    def start(self) -> None:
        self.form.field("from_whom").take_focus()

    def save_draft(self) -> None:
        """What is half typed is there the next time."""
        self._draft.keep()

    def _write(self, work: Work, values: Mapping[str, Any]) -> int:
        due = values["due_at"] if values["follow"] != NO else None
        # Unless another time was typed, it is now: the minute in which the form was opened may be long ago.
        at = None if values["at"] == self._opened else values["at"]
        return duty.write(
            work,
            kind=LogKind(str(values["kind"])),
            text=str(values["text"]),
            from_whom=str(values["from_whom"]),
            phone=masking.kept_phone(
                str(values["phone"]), self._callers.get(str(values["from_whom"])), self._like
            ),
            handling=str(values["handling"]),
            responsible=str(values["responsible"]) if due is not None else "",
            due_at=due,
            at=at,
        )

    def _hint(self) -> None:
        """A damage has a work order, which writes its own line."""
        damage = self.kind.value() == LogKind.REPAIR
        self.form.warn("kind", t("duty_log.form.repair_hint") if damage else "")

    def _known(self, name: str) -> None:
        if not self.phone.text().strip():
            self.phone.setText(masking.mask_phone(self._callers.get(name)))
        self.form.field("text").take_focus()

    def _followed(self) -> None:
        self._fit()
        now = self.shell.desk.now
        match self.follow.value():
            case str(key) if key == SHIFT:
                self.form.field("due_at").set_value(self._end)
            case str(key) if key == TOMORROW:
                self.form.field("due_at").set_value(
                    datetime.combine(now.date() + timedelta(days=1), _MORNING)
                )
            case str(key) if key == OTHER:
                self.form.field("due_at").set_value(None)
                self.form.field("due_at").take_focus()
            case _:
                pass

    def _fit(self) -> None:
        on = self.follow.value() != NO
        for name in ("due_at", "responsible"):
            self.form.field(name).setVisible(on)

    def _due_missing(self, value: object) -> str | None:
        return t("duty_log.error.due") if self.follow.value() != NO and not value else None
