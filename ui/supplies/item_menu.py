"""What can be done with an item or one of its lots beyond handing out and taking in, in the menu of its panel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import formats
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import catalogue, consents, quantities, repacking
from duty_desk.supplies.stock import Holding
from duty_desk.work import Work
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField
from ui.supplies.pick import ItemField, UnitField
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.supplies.stock import StockView


def build(view: StockView, item: int, lot: Holding | None, parent: QWidget) -> QMenu:
    """The menu at the foot of the panel; acts on a lot are for the one that is current in its list."""
    tab = view.tab
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(t("supplies_tab.item.card"), lambda: tab.show_card(item))
    if tab.may(Permission.ISSUE_GOODS):
        menu.addAction(t("supplies_moves.transfer.new"), lambda: tab.start_sheet("transfer", lot, item))
    if tab.may(Permission.COUNT_GOODS):
        menu.addAction(t("supplies_moves.dispose.title"), lambda: tab.start_sheet("dispose", lot, item))
    if lot is None:
        return menu
    menu.addSeparator()
    if tab.may(Permission.ISSUE_GOODS):
        menu.addAction(t("supplies_moves.repack.verb"), lambda: repack(view, lot))
    if tab.may(Permission.COUNT_GOODS):
        verb = "release" if lot.held_reason else "hold"
        menu.addAction(t(f"supplies_moves.{verb}.verb"), lambda: hold(view, lot))
    if tab.may(Permission.RECEIVE_GOODS) and (lot.purpose or lot.purpose_unit_id):
        menu.addAction(t("supplies_moves.consent.verb"), lambda: consent(view, lot))
    return menu


def hold(view: StockView, lot: Holding) -> ActPanel:
    """Nothing more goes out of a lot, or it may again; the reason is kept."""
    service = consents.release if lot.held_reason else consents.hold
    verb = "release" if lot.held_reason else "hold"
    panel = ActPanel(
        view.shell,
        t(f"supplies_moves.{verb}.title", lot=lot.lot),
        lot.item,
        t(f"supplies_moves.{verb}.verb"),
        lambda work, values, second: service(work, lot.lots, reason=values["reason"]),
        icon="lock-outline",
        parent=view,
    )
    panel.ask_reason()
    panel.explain(t(f"supplies_moves.{verb}.explain"))
    _open(view, panel, lot, t(f"supplies_moves.{verb}.done", lot=lot.lot))
    return panel


def consent(view: StockView, lot: Holding) -> ActPanel:
    """The donor agrees that goods are used otherwise than they were given for."""
    bound = lot.purpose_unit or lot.purpose or ""

    def act(work: Work, values: dict[str, Any], _second: object) -> None:
        consents.consent(
            work,
            lot.lots,
            agreed_by=str(values["agreed_by"]),
            agreed_on=_day(values["agreed_on"]),
            purpose=str(values["purpose"]),
            unit=values["unit"],
        )

    panel = ActPanel(
        view.shell,
        t("supplies_moves.consent.title", lot=lot.lot),
        t("supplies_tab.item.bound", whom=bound),
        t("supplies_moves.consent.verb"),
        act,
        icon="hand-heart-outline",
        parent=view,
    )
    now = view.desk.now
    panel.form.add(
        "agreed_by",
        t("supplies_moves.consent.by"),
        LineEdit(placeholder=lot.party),
        check=filled(t("supplies_moves.error.by_missing")),
    )
    panel.form.add("agreed_on", t("supplies_moves.consent.on"), DateField(lambda: view.desk.now, now.date()))
    panel.form.add(
        "purpose", t("supplies_moves.consent.purpose"), LineEdit(placeholder=t("supplies_moves.consent.free"))
    )
    panel.form.add("unit", t("supplies_moves.consent.unit"), UnitField(view.shell))
    with view.desk.read() as read:
        earlier = consents.list_consents(read, lot.lots)
    for row in earlier:
        panel.explain(_agreed(row))
    _open(view, panel, lot, t("supplies_moves.consent.done", lot=lot.lot))
    return panel


def _agreed(row: consents.ConsentRow) -> str:
    """An earlier agreement in one line: when, who, from what to what, and who wrote it down."""
    free = t("supplies_moves.consent.nobody")
    return t(
        "supplies_moves.consent.earlier",
        day=formats.day(row.agreed_on),
        by=row.agreed_by,
        before=row.unit_before or row.purpose_before or free,
        after=row.unit_after or row.purpose_after or free,
        officer=row.officer,
    )


def repack(view: StockView, lot: Holding) -> ActPanel:
    """Fill goods of a lot into other packs, which become lots of their own."""
    field = ItemField(view.shell)
    with view.desk.read() as read:
        item = catalogue.get_item(read, lot.item_id)

    def act(work: Work, values: dict[str, Any], _second: object) -> object:
        into = catalogue.get_item(work, int(values["item"]))
        came = quantities.read_quantity(str(values["came"]), "", into, field="came").base
        return repacking.repack(
            work,
            lot=lot.lots[0],
            store=lot.store_id,
            quantity=_number(values["quantity"]),
            into=[repacking.Filled(into.id, came, str(values["code"]))],
            note=str(values["note"]),
        )

    panel = ActPanel(
        view.shell,
        t("supplies_moves.repack.title", lot=lot.lot),
        lot.item,
        t("supplies_moves.repack.verb"),
        act,
        icon="package-variant-closed",
        parent=view,
    )
    optional = t("supplies_in.optional")
    panel.form.add(
        "quantity",
        t("supplies_moves.repack.out"),
        NumberField(unit=item.base_unit, least=Decimal("0.001"), most=lot.free, whole=False),
        check=filled(t("supplies_moves.error.count_missing")),
    )
    panel.form.add(
        "item",
        t("supplies_moves.repack.into"),
        field,
        check=filled(t("supplies_out.allocation.item_missing")),
    )
    panel.form.add(
        "came",
        t("supplies_moves.repack.came"),
        LineEdit(),
        check=filled(t("supplies_moves.error.count_missing")),
    )
    panel.form.add("code", t("supplies_moves.repack.code"), LineEdit(placeholder=lot.lot))
    panel.form.add("note", t("supplies_in.note"), LineEdit(placeholder=optional))
    _open(view, panel, lot, t("supplies_moves.repack.done"))
    return panel


def _open(view: StockView, panel: ActPanel, lot: Holding, said: str) -> None:
    def done(_given: object) -> None:
        view.shell.notify(said, locked=t("supplies_tab.reverse.locked_paper"))
        view.put_panel(None)
        view.show_row(lot.item_id)

    panel.done.connect(done)
    view.put_panel(panel)
    panel.form.field(panel.form.names()[0]).take_focus()


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def _number(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value
