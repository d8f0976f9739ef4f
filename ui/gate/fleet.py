"""The register of supply and waste vehicles: which may come in closed runs, with whom, and on which route (product rule G6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import masking
from duty_desk.gate import RouteRow, VehicleRow, vehicles
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.fleet_forms import RegisterPanel, RoutePanel, VehiclePanel, state_mark
from ui.gate.view import GateView
from ui.gate.view_pair import ViewPair
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.drawer import DrawerRow
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.regions import Regions
from ui.kit.tokens import GAP

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

VEHICLES, ROUTES = "vehicles", "routes"


class FleetView(GateView):
    """Vehicles or routes, those retired last and faint. F2 adds one, Enter opens it beside the list."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"vehicle", "vehicle_person", "route", "pass"})

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._vehicles: tuple[VehicleRow, ...] = ()
        self._routes: tuple[RouteRow, ...] = ()
        with self.desk.read() as read:
            self._may_work, self._reveal = may(read, Permission.WORK_GATE), may(read, Permission.REVEAL)
        self.panel: RegisterPanel | None = None
        self.head = QWidget(self)
        self.what = Segmented(
            [Choice(key, t(f"gate_views.fleet.{key}")) for key in (VEHICLES, ROUTES)],
            VEHICLES,
            name=t("gate_views.fleet.list"),
            parent=self.head,
        )
        self.what.chosen.connect(self.choose)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GAP)
        head.addWidget(ViewPair(tab, "fleet", self.head))
        head.addWidget(self.what)
        head.addStretch()
        self.sources = {
            VEHICLES: ListSource(_vehicle_columns(), (), self._vehicle_cell),
            ROUTES: ListSource(_route_columns(), (), _route_cell),
        }
        self.lists = {key: self._list(key) for key in (VEHICLES, ROUTES)}
        self._lay_out()
        self.choose(VEHICLES)

    @property
    def list(self) -> LedgerView:
        """The list in front."""
        return self.lists[self.what.value()]

    def facts(self) -> str:
        vehicles_in_use = sum(row.is_active for row in self._vehicles)
        routes_in_use = sum(row.is_active for row in self._routes)
        return t("gate_views.fleet.facts", vehicles=vehicles_in_use, routes=routes_in_use)

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("F2", t("gate_views.fleet.key.new")),
            KeyHint("Enter", t("views.key.open")),
            KeyHint("Ctrl+Enter", t("gate_views.fleet.key.save")),
            KeyHint("Esc", t("views.key.back")),
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            self._vehicles = vehicles.list_vehicles(read, with_retired=True)
            self._routes = vehicles.list_routes(read, with_retired=True)
        self.sources[VEHICLES].put(self._vehicles)
        self.sources[ROUTES].put(self._routes)
        for shown in self.lists.values():
            shown.reload()
        self.tab.facts_changed.emit()

    def focus_first(self) -> None:
        self.list.setFocus()

    def unsaved(self) -> bool:
        return self.panel is not None and self.panel.unsaved

    def open_record(self, kind: str, record_id: int) -> bool:
        self.choose(VEHICLES)
        self.reload()
        row = next((row for row in self._vehicles if row.id == record_id), None)
        if row is None:
            return False
        self.list.select_id(record_id)
        self.show_row(row)
        return True

    def choose(self, key: str) -> None:
        """Vehicles, or routes."""
        self.what.set_value(key)
        for each, shown in self.lists.items():
            shown.setVisible(each == key)
        self.new.set_words(
            t("gate_views.fleet.add_route" if key == ROUTES else "gate_views.fleet.add_vehicle")
        )
        self.put_panel(None)

    def add(self) -> RegisterPanel | None:
        """F2: an empty form beside the list."""
        if not self._may_work:
            return None
        return self._open(None)

    def show_row(self, row: Any) -> RegisterPanel:
        """Open one beside the list."""
        return self._open(row)

    def put_panel(self, panel: RegisterPanel | None) -> None:
        """Show a form beside the list; what was there goes."""
        self.panel = panel
        self._body.put(panel, self._close)
        if panel is not None:
            panel.saved.connect(self._saved)

    def _open(self, row: VehicleRow | RouteRow | None) -> RegisterPanel:
        panel: VehiclePanel | RoutePanel
        if self.what.value() == ROUTES:
            assert not isinstance(row, VehicleRow)
            panel = RoutePanel(self.desk, row, may_work=self._may_work, parent=self)
        else:
            assert not isinstance(row, RouteRow)
            panel = VehiclePanel(self.desk, self.shell.tasks, row, may_work=self._may_work, parent=self)
        self.put_panel(panel)
        panel.start()
        return panel

    def _close(self) -> None:
        self.put_panel(None)
        self.list.setFocus()

    def _saved(self, record: int, words: str) -> None:
        self.shell.notify(words)
        self.reload()
        rows = self._routes if self.what.value() == ROUTES else self._vehicles
        row = next((row for row in rows if row.id == record), None)
        if row is not None:
            self.list.select_id(record)
            self._open(row)

    def _list(self, key: str) -> LedgerView:
        view = LedgerView(
            self.sources[key],
            self.shell.tasks,
            key=f"gate.fleet.{key}",
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            hints=[(name, t(f"views.hint.{word}")) for name, word in (("↑↓", "choose"), ("Enter", "open"))],
            menu=False,
            strong="plate" if key == VEHICLES else "code",
            parent=self,
        )
        view.set_empty(
            lambda: EmptyState(
                t(f"gate_views.fleet.empty_{key}"),
                t("gate_views.fleet.empty_next"),
                icon="truck-outline",
                tone=None,
            )
        )
        view.opened.connect(self.show_row)
        view.clear_asked.connect(self._close)
        return view

    def _lay_out(self) -> None:
        self.new = Button(
            t("gate_views.fleet.add_vehicle"), icon="plus", key="F2", kind=Kind.PRIMARY, parent=self
        )
        self.new.clicked.connect(self.add)
        self.new.setVisible(self._may_work)
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(self.new)
        self._body = DrawerRow()
        for shown in self.lists.values():
            self._body.addWidget(shown, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addLayout(self._body, 1)
        Regions(self, lambda: [self.list, *([self.panel] if self.panel else [])])

    def _vehicle_cell(self, column: ColumnLike, row: Any) -> Cell:
        gone = not row.is_active
        match column.key:
            case "people":
                names = (
                    name if self._reveal else masking.mask_name(name) for _person, name, _role in row.people
                )
                return Cell(t("gate_views.list_mark").join(names), faint=gone)
            case "load_tons":
                return Cell("" if row.load_tons is None else f"{row.load_tons:g}", faint=gone)
            case "state":
                return Cell(mark=state_mark(row))
            case _:
                return Cell(str(getattr(row, column.key) or ""), faint=gone)


def _route_cell(column: ColumnLike, row: Any) -> Cell:
    if column.key == "state":
        return Cell(mark=state_mark(row))
    return Cell(str(getattr(row, column.key)), faint=not row.is_active)


def _vehicle_columns() -> tuple[Column, ...]:
    return (
        Column("plate", t("gate.column.plate"), width=104),
        Column("use", t("gate_views.fleet.use"), width=112),
        Column("owner", t("gate_views.fleet.owner"), width=144, stretch=True),
        Column("route", t("gate_views.fleet.route"), width=64),
        Column("load_tons", t("gate_views.fleet.load"), width=88, align="right"),
        Column("people", t("gate_views.fleet.people"), width=144),
        Column("pass_number", t("gate_views.fleet.pass"), width=168),
        Column("state", t("gate_views.fleet.state"), width=88),
    )


def _route_columns() -> tuple[Column, ...]:
    return (
        Column("code", t("gate_views.fleet.code"), width=80),
        Column("name", t("gate_views.fleet.name"), width=200, stretch=True),
        Column("point", t("gate_views.fleet.point"), width=176),
        Column("limit_minutes", t("gate_views.fleet.minutes"), width=96, align="right"),
        Column("state", t("gate_views.fleet.state"), width=88),
    )
