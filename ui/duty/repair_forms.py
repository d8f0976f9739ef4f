"""Forms of a work order: the call, who is told, when work begins, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from duty_desk import duty, masking
from duty_desk.duty import Trade, repair_rows, repairs
from duty_desk.duty.repair_rows import RepairRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.duty.log_offer import offering, optional
from ui.kit.buttons import Kind
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import MomentField
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.fields import LineEdit, TextArea
from ui.kit.number_fields import NumberField
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell

DRAFT = "duty.repair"
CREWS = "duty.crews"
_MOST_CREWS = 12


class CallForm(ActPanel):
    """Somebody reports a damage."""

    def __init__(self, shell: Shell, *, parent: QWidget) -> None:
        super().__init__(
            shell,
            t("duty_repairs.form.call"),
            t("duty_repairs.form.call_note"),
            t("duty_repairs.form.save"),
            lambda work, values, _second: _call(work, values, callers.get(str(values["caller"]))),
            parent=parent,
        )
        with shell.desk.read() as read:
            callers: dict[str, str] = dict(duty.list_callers(read))
            places = repair_rows.list_places(read)
        phone = optional()
        self.trade = Segmented(
            [Choice(trade.value, t(f"duty_repairs.trade.{trade.value}")) for trade in Trade],
            Trade.WATER.value,
        )
        form, now = self.form, lambda: shell.desk.now
        form.add("trade", t("duty_repairs.column.trade"), self.trade)
        form.add(
            "place",
            t("duty_repairs.column.place"),
            offering(shell, places),
            check=filled(t("duty_repairs.error.place")),
        )
        form.add(
            "what",
            t("duty_repairs.column.what"),
            TextArea(lines=2),
            check=filled(t("duty_repairs.error.what")),
        )
        form.add(
            "caller",
            t("duty_repairs.column.caller"),
            offering(
                shell,
                callers,
                lambda name: phone.setText(masking.mask_phone(callers.get(name))),
                may_be_empty=True,
            ),
        )
        form.add("phone", t("duty_repairs.column.phone"), phone)
        form.add("called_at", t("duty_repairs.column.called_at"), MomentField(now, now().replace(second=0)))
        form.add("is_urgent", t("duty_repairs.form.mark"), CheckBox(t("duty_repairs.form.urgent")))
        form.add("is_incident", "", CheckBox(t("duty_repairs.form.incident")))
        self._draft = DraftKeeper(shell.desk, DRAFT, form, lambda: typed_in(form))
        kept = self._draft.load()
        if kept is not None:
            type_in(form, kept.content)
        else:
            form.mark_saved()
        form.changed.connect(self._draft.look)
        self.done.connect(lambda _repair: self._draft.look())

    def start(self) -> None:
        self.form.field("place").take_focus()

    def save_draft(self) -> None:
        """What is half typed is there the next time."""
        self._draft.keep()


def amend_form(shell: Shell, row: RepairRow, parent: QWidget) -> ActPanel:
    """What was heard wrongly is put right."""

    def act(work: Work, values: Values) -> None:
        repairs.amend(
            work,
            row.id,
            trade=Trade(str(values["trade"])),
            place=values["place"],
            what=values["what"],
            is_urgent=bool(values["is_urgent"]),
            caller=values["caller"],
            phone=masking.kept_phone(values["phone"], row.phone),
            version=row.version,
        )

    panel = _panel(shell, row, "amend", act, parent)
    form, caller, phone, urgent = panel.form, optional(), optional(), CheckBox(t("duty_repairs.form.urgent"))
    caller.setText(row.caller)
    phone.setText(masking.mask_phone(row.phone))
    urgent.set_value(row.is_urgent)
    trades = [Choice(trade.value, t(f"duty_repairs.trade.{trade.value}")) for trade in Trade]
    form.add("trade", t("duty_repairs.column.trade"), Segmented(trades, row.trade))
    place, what = filled(t("duty_repairs.error.place")), filled(t("duty_repairs.error.what"))
    form.add("place", t("duty_repairs.column.place"), LineEdit(row.place), check=place)
    form.add("what", t("duty_repairs.column.what"), TextArea(row.what, lines=2), check=what)
    form.add("caller", t("duty_repairs.column.caller"), caller)
    form.add("phone", t("duty_repairs.column.phone"), phone)
    form.add("is_urgent", t("duty_repairs.form.mark"), urgent)
    form.mark_saved()
    return panel


def assign_form(shell: Shell, row: RepairRow, parent: QWidget) -> ActPanel:
    """Who is told to do it."""

    def act(work: Work, values: Values) -> None:
        repairs.assign(work, row.id, assigned_to=values["assigned_to"], at=values["at"], version=row.version)

    panel = _panel(shell, row, "assign", act, parent)
    panel.form.add(
        "assigned_to",
        t("duty_repairs.column.assigned_to"),
        offering(shell, crews(shell), text=row.assigned_to),
        check=filled(t("duty_repairs.error.assigned_to")),
    )
    panel.form.add("at", t("duty_repairs.form.at"), _now(shell))
    panel.form.mark_saved()
    panel.done.connect(lambda _given: keep_crew(shell, str(panel.form.control("assigned_to").value())))
    return panel


def start_form(shell: Shell, row: RepairRow, parent: QWidget) -> ActPanel:
    """They have come and are at it."""

    def act(work: Work, values: Values) -> None:
        repairs.start(
            work,
            row.id,
            at=values["at"],
            assigned_to=values.get("assigned_to") or "",
            workers=values["workers"],
            worker_names=values["worker_names"],
            version=row.version,
        )

    panel = _panel(shell, row, "start", act, parent)
    if not row.assigned_to:
        panel.form.add(
            "assigned_to",
            t("duty_repairs.column.assigned_to"),
            offering(shell, crews(shell), may_be_empty=True),
        )
    panel.form.add("at", t("duty_repairs.fact.started"), _now(shell))
    _add_workers(panel, row)
    panel.form.mark_saved()
    return panel


def finish_form(shell: Shell, row: RepairRow, parent: QWidget) -> ActPanel:
    """It is done: when, by how many, with what, who accepted it."""

    def act(work: Work, values: Values) -> None:
        repairs.finish(
            work,
            row.id,
            result=values["result"],
            done_at=values["done_at"],
            started_at=values["started_at"],
            workers=values["workers"],
            worker_names=values["worker_names"],
            material=values["material"],
            accepted_by=values["accepted_by"],
            version=row.version,
        )

    panel = _panel(shell, row, "finish", act, parent)
    panel.form.add(
        "result",
        t("duty_repairs.column.result"),
        TextArea(row.result, lines=2),
        check=filled(t("duty_repairs.error.result")),
    )
    panel.form.add(
        "started_at",
        t("duty_repairs.column.started_at"),
        MomentField(lambda: shell.desk.now, row.started_at),
        check=filled(t("duty_repairs.error.started_at")),
    )
    panel.form.add("done_at", t("duty_repairs.column.done_at"), _now(shell))
    _add_workers(panel, row)
    panel.form.add("material", t("duty_repairs.fact.material"), optional())
    panel.form.add("accepted_by", t("duty_repairs.fact.accepted_by"), optional())
    panel.form.mark_saved()
    return panel


def drop_form(shell: Shell, row: RepairRow, parent: QWidget) -> ActPanel:
    """It will not be done."""
    panel = _panel(
        shell,
        row,
        "drop",
        lambda work, values: repairs.drop(work, row.id, reason=values["reason"], version=row.version),
        parent,
        Kind.DANGER,
    )
    panel.ask_reason(missing=t("duty_repairs.error.reason"))
    return panel


def crews(shell: Shell) -> list[str]:
    """Who was told lately at this desk."""
    kept: Any = shell.recall(CREWS, [])
    return [str(each) for each in kept] if isinstance(kept, list) else []


def keep_crew(shell: Shell, name: str) -> None:
    """Offer them the next time."""
    if name:
        shell.remember(CREWS, [name, *(each for each in crews(shell) if each != name)][:_MOST_CREWS])


def _panel(
    shell: Shell, row: RepairRow, step: str, act: Any, parent: QWidget, kind: Kind = Kind.PRIMARY
) -> ActPanel:
    return ActPanel(
        shell,
        t(f"duty_repairs.form.{step}_title", number=row.number),
        "\N{IDEOGRAPHIC SPACE}".join((row.place, row.what)),
        t(f"duty_repairs.panel.{step}"),
        lambda work, values, _second: act(work, values),
        kind=kind,
        parent=parent,
    )


def _add_workers(panel: ActPanel, row: RepairRow) -> None:
    panel.form.add(
        "workers",
        t("duty_repairs.column.workers"),
        NumberField(
            row.workers, unit=t("duty_repairs.form.head"), least=1, most=repairs.MOST_WORKERS, width=120
        ),
    )
    names = LineEdit(row.worker_names, placeholder=t("duty_log.form.optional"))
    panel.form.add("worker_names", t("duty_repairs.form.names"), names)


def _now(shell: Shell) -> MomentField:
    return MomentField(lambda: shell.desk.now, shell.desk.now.replace(second=0, microsecond=0))


def _call(work: Work, values: Values, known: str | None) -> int:
    called = values["called_at"]
    return repairs.call(
        work,
        trade=Trade(str(values["trade"])),
        place=str(values["place"]),
        what=str(values["what"]),
        is_urgent=bool(values["is_urgent"]),
        caller=str(values["caller"]),
        phone=masking.kept_phone(str(values["phone"]), known),
        called_at=called,
        is_incident=bool(values["is_incident"]),
    )
