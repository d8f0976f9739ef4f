"""The points of the routes: which there are, what is looked at, between what a reading should be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.duty import patrol_rows, patrols
from duty_desk.duty.patrol_rows import PointRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.duty.log_offer import offering, optional
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell


class PointsPanel(SidePanel):
    """One route at a time; Enter changes a point."""

    add_asked = Signal(str)
    edit_asked = Signal(int)

    def __init__(self, shell: Shell, route: str, parent: QWidget) -> None:
        super().__init__(parent=parent)
        with shell.desk.read() as read:
            routes = patrol_rows.list_routes(read)
            self.route = route if route in routes else next(iter(routes), "")
            points = patrol_rows.list_points(read, self.route, active_only=False)
        self.set_head(t("duty_patrols.points.title"), t("duty_patrols.points.note"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.routes = ComboBox(
            [(each, each) for each in routes],
            self.route or None,
            placeholder=t("duty_patrols.points.none"),
            name=t("duty_patrols.column.route"),
        )
        column.addWidget(self.routes)
        self.points = LedgerView(
            ListSource(_columns(), points, _cell), shell.tasks, key="duty.points", menu=False, foot=False
        )
        self.points.setFixedHeight(HEAD + ROW * max(1, len(points)) + 2)
        self.points.reload()
        self.points.opened.connect(lambda row: self.edit_asked.emit(row.id))
        column.addWidget(self.points)
        self.set_body(body)
        add = Button(t("duty_patrols.points.add"), icon="plus", kind=Kind.PRIMARY, parent=self)
        add.clicked.connect(lambda: self.add_asked.emit(self.route))
        self.set_foot([add])


def point_form(shell: Shell, route: str, row: PointRow | None, parent: QWidget) -> ActPanel:
    """A new point of a route, or what is said of one."""

    def act(work: Work, values: Values) -> int:
        bounds = {name: _number(values[name]) for name in ("least", "most")}
        if row is None:
            return patrols.add_point(
                work,
                route=values["route"],
                name=values["name"],
                look_at=values["look_at"],
                unit=values["unit"],
                **bounds,
            )
        patrols.edit_point(
            work,
            row.id,
            name=values["name"],
            look_at=values["look_at"],
            unit=values["unit"],
            is_active=not values["retired"],
            list_order=int(values["place"] or row.list_order + 1) - 1,
            version=row.version,
            **bounds,
        )
        return row.id

    title = t("duty_patrols.points.add") if row is None else t("duty_patrols.points.edit", name=row.name)
    panel = ActPanel(
        shell,
        title,
        route,
        t("duty_patrols.points.save"),
        lambda work, values, _: act(work, values),
        parent=parent,
    )
    form = panel.form
    if row is None:
        with shell.desk.read() as read:
            routes = patrol_rows.list_routes(read)
        form.add(
            "route",
            t("duty_patrols.column.route"),
            offering(shell, routes, text=route),
            check=filled(t("duty_patrols.error.route")),
        )
    form.add(
        "name",
        t("duty_patrols.paper_column.name"),
        LineEdit(row.name if row else ""),
        check=filled(t("duty_patrols.error.name")),
    )
    look_at = optional()
    look_at.setText(row.look_at if row else "")
    form.add("look_at", t("duty_patrols.paper_column.look_at"), look_at)
    unit = optional()
    unit.setText(row.unit if row else "")
    form.add("unit", t("duty_patrols.points.unit"), unit, help=t("duty_patrols.points.unit_help"))
    for name in ("least", "most"):
        known = getattr(row, name) if row else None
        form.add(
            name,
            t(f"duty_patrols.points.{name}"),
            NumberField(None if known is None else Decimal(str(known)), whole=False, width=136),
        )
    if row is not None:
        form.add(
            "place",
            t("duty_patrols.points.place"),
            NumberField(row.list_order + 1, least=1, most=999, width=96),
        )
        retired = CheckBox(t("duty_patrols.points.retired"))
        retired.set_value(not row.is_active)
        form.add("retired", "", retired)
    form.mark_saved()
    return panel


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, Decimal | int) else None


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("duty_patrols.paper_column.name"), width=112, stretch=True),
        Column("look_at", t("duty_patrols.paper_column.look_at"), width=112),
        Column("bounds", t("duty_patrols.paper_column.bounds"), width=112),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    words = str(getattr(row, column.key))
    return Cell(words, faint=not row.is_active, tip=words)
