"""The steps of a dispatch beside its list: approving, turning down, signing, coming back, taking back, and its slips."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duty_desk import formats, masking
from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.supplies import dispatch, returning
from duty_desk.supplies.dispatch_rows import DispatchDetail
from duty_desk.supplies.returning import Returned
from duty_desk.work import Work
from ui.kit.buttons import Kind
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.supplies.reverse import reverse_panel
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.supplies.dispatches import DispatchesView


def approve_panel(view: DispatchesView, detail: DispatchDetail) -> ActPanel:
    """How much of each line is approved; as asked for unless typed over."""

    def act(work: Work, values: dict[str, Any], _second: object) -> None:
        given = {line.id: _amount(values[f"approved.{line.id}"]) for line in detail.lines}
        dispatch.approve(work, detail.id, version=detail.version, quantities=given)

    panel = ActPanel(
        view.shell,
        t("supplies_out.approve.title", number=detail.number),
        f"{detail.unit}\N{IDEOGRAPHIC SPACE}{detail.purpose}",
        t("supplies_out.approve.verb"),
        act,
        icon="check",
        parent=view,
    )
    for line in detail.lines:
        field = NumberField(line.asked, unit=line.unit, least=0, most=line.asked, whole=False)
        panel.form.add(
            f"approved.{line.id}",
            line.item,
            field,
            help=t("supplies_out.approve.asked", asked=formats.number(line.asked), unit=line.unit),
            check=_amount_check(field),
        )
    panel.explain(t("supplies_out.approve.explain"))
    return panel


def sign_panel(view: DispatchesView, detail: DispatchDetail) -> ActPanel:
    """Who took the goods."""
    panel = ActPanel(
        view.shell,
        t("supplies_out.sign.title", number=detail.number),
        detail.unit,
        t("supplies_out.sign.verb"),
        lambda work, values, second: dispatch.sign(
            work,
            detail.id,
            receiver=str(values["receiver"]),
            phone=masking.kept_phone(str(values["phone"]), detail.row.receiver_phone),
            version=detail.version,
        ),
        icon="check",
        parent=view,
    )
    panel.form.add(
        "receiver",
        t("supplies_out.request.receiver"),
        LineEdit(detail.row.receiver),
        check=filled(t("supplies_out.sign.missing")),
    )
    panel.form.add(
        "phone",
        t("supplies_in.phone"),
        LineEdit(masking.mask_phone(detail.row.receiver_phone), placeholder=t("supplies_in.optional")),
    )
    return panel


def ask(view: DispatchesView, detail: DispatchDetail, verb: str, service: Callable[..., None]) -> ActPanel:
    """Turn down, take back an approval, or void, with the reason."""
    panel = ActPanel(
        view.shell,
        t(f"supplies_out.{verb}.title", number=detail.number),
        detail.unit,
        t(f"supplies_out.{verb}.verb"),
        lambda work, values, second: service(
            work, detail.id, reason=values["reason"], version=detail.version
        ),
        kind=Kind.DANGER_SOLID,
        icon="cancel",
        parent=view,
    )
    panel.ask_reason()
    panel.explain(t(f"supplies_out.{verb}.explain"))
    open_panel(view, panel, detail, verb)
    return panel


def take_back(view: DispatchesView, detail: DispatchDetail) -> ActPanel | None:
    """What a unit brings back, lot by lot."""
    with view.desk.read() as read:
        rows = [row for row in returning.list_returnable(read, detail.id) if row.left > 0]
        stores = [(row.id, row.name) for row in places.list_stores(read)]
    if not rows:
        view.shell.notify(t("supplies_out.back.nothing"))
        return None

    def act(work: Work, values: dict[str, Any], _second: object) -> object:
        lines = [Returned(row.lot_id, _amount(values[f"lot.{row.lot_id}"])) for row in rows]
        return returning.take_back(
            work,
            detail.id,
            store=int(values["store"]),
            lines=[line for line in lines if line.quantity],
            reason=values["reason"],
        )

    panel = ActPanel(
        view.shell,
        t("supplies_out.back.title", number=detail.number),
        detail.unit,
        t("supplies_out.back.verb"),
        act,
        icon="undo",
        parent=view,
    )
    for row in rows:
        field = NumberField(Decimal(0), unit=row.unit, least=0, most=row.left, whole=False)
        panel.form.add(
            f"lot.{row.lot_id}",
            row.item,
            field,
            help=t("supplies_out.back.left", lot=row.lot, left=formats.number(row.left), unit=row.unit),
            check=_amount_check(field),
        )
    panel.form.add("store", t("supplies_tab.store"), ComboBox(stores, rows[0].store_id))
    panel.ask_reason()
    open_panel(view, panel, detail, "back")
    return panel


def reverse(view: DispatchesView, detail: DispatchDetail) -> ActPanel | None:
    """Post the opposite of a paper that went out."""
    assert detail.document_id is not None
    panel = reverse_panel(view.shell, detail.document_id, detail.number, view)
    if panel is not None:
        panel.done.connect(
            lambda posted: view.finished(detail.id, t("supplies_tab.reverse.done", number=posted.number))
        )
        view.put_panel(panel)
        panel.form.field("reason").take_focus()
    return panel


def open_panel(view: DispatchesView, panel: ActPanel, detail: DispatchDetail, what: str) -> None:
    """Show a form beside the list; what was done is told."""
    panel.done.connect(
        lambda _given: view.finished(detail.id, t(f"supplies_out.done.{what}", number=detail.number))
    )
    view.put_panel(panel)
    panel.form.field(panel.form.names()[0]).take_focus()


def _amount_check(field: NumberField) -> Callable[[object], str | None]:
    return lambda value: (
        None if value is not None else field.problem() or t("supplies_moves.error.count_missing")
    )


def _amount(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value
