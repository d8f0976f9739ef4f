"""Rounds of the plant rooms: F2 sets out, Enter writes down what stands at a point, and the next point opens by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.duty import papers_patrol, patrol_rows, patrols
from duty_desk.duty.patrol_rows import PATROLS, PatrolDetail, PatrolRow
from duty_desk.duty.patrols import Found
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Read
from ui.duty.log_offer import offering, show_paper
from ui.duty.patrol_panel import PatrolPanel
from ui.duty.patrol_points import PointsPanel, point_form
from ui.duty.patrol_walk import WalkPanel
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel, filled
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"started_at": 104, "route": 112, "walker": 80, "ended_at": 104, "minutes": 56, "total": 56}
_WALKERS = "duty.walkers"
_MOST = 12


class PatrolsView(ListView):
    """All rounds; one that is under way is gone on with."""

    SEARCHES = "duty_patrols.view.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"patrol", "patrol_point", "patrol_finding"})
    LEDGER = fitted(PATROLS, _WIDTHS)
    STRONG = "route"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "duty_patrols.view.new"),
        ("Enter", "duty_patrols.view.open"),
        ("G", "duty_patrols.panel.go_on"),
        ("D", "duty_patrols.panel.finish"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = HINTS

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.start)

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("duty_patrols.column.started_at"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.points = Button(t("duty_patrols.points.title"), icon="map-marker-outline", parent=self.head)
        self.points.clicked.connect(lambda: self.show_points())
        self.sheets = Button(t("duty_patrols.view.sheet"), icon="printer-outline", parent=self.head)
        self.routes = QMenu(self.sheets)
        self.routes.aboutToShow.connect(self._offer_sheets)
        self.sheets.set_popup(self.routes)
        self.new = Button(
            t("duty_patrols.view.new"), icon="play", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(self.start)
        return self.points, self.sheets, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        may_write = self.tab.may(Permission.WRITE_LOG)
        for button in (self.points, self.new):
            button.setVisible(may_write)
        self.sheets.setVisible(self.tab.may(Permission.PRINT) and bool(patrol_rows.list_routes(read)))
        found = {
            ALL: Chip(t("views.all")),
            "walking": Chip(t("duty_patrols.state.walking"), {"walking": True}, "progress-clock", Tone.PROC),
            "abnormal": Chip(t("duty_patrols.state.abnormal"), {"abnormal": True}, "alert", Tone.WARN),
        }
        for n, route in enumerate(patrol_rows.list_routes(read)):
            found[f"route.{n}"] = Chip(route, {"route": route})
        return found

    def empty(self) -> QWidget:
        with self.desk.read() as read:
            has_points = bool(patrol_rows.list_routes(read))
        button = None
        if self.tab.may(Permission.WRITE_LOG):
            words = "duty_patrols.view.new" if has_points else "duty_patrols.points.add"
            button = Button(t(words), kind=Kind.PRIMARY)
            button.clicked.connect(self.start if has_points else lambda: self.edit_point(""))
        return EmptyState(
            t("duty_patrols.view.empty"),
            t("duty_patrols.view.empty_next"),
            icon="map-marker-outline",
            tone=None,
            button=button,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, PatrolRow) or not self.tab.may(Permission.WRITE_LOG):
            return
        if row.state == patrol_rows.WALKING and letter == "G":
            self.go_on(row.id)
        elif row.state == patrol_rows.WALKING and letter == "D":
            self.finish(self._walk(row.id))

    def show_row(self, row_id: int) -> None:
        walk = self._walk(row_id)
        panel = PatrolPanel(
            self.shell,
            walk,
            may_write=self.tab.may(Permission.WRITE_LOG),
            may_print=self.tab.may(Permission.PRINT),
            parent=self,
        )
        panel.setProperty("record", row_id)
        panel.asked.connect(lambda step: self._asked(step, walk))
        panel.point_asked.connect(lambda point: self.look(row_id, int(point)))
        panel.repair_asked.connect(lambda repair: self.shell.open_record("repair", int(repair)))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, PatrolPanel):
            self.show_row(self.panel.walk.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        found = self.show_only(record_id)
        self.show_row(record_id)
        return found or self.panel is not None

    # --- acts ---

    def start(self) -> ActPanel | None:
        """Somebody sets out."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        with self.desk.read() as read:
            routes = patrol_rows.list_routes(read)
        if not routes:
            return self.edit_point("")
        panel = ActPanel(
            self.shell,
            t("duty_patrols.view.new"),
            t("duty_patrols.view.new_note"),
            t("duty_patrols.view.set_out"),
            lambda work, values, _second: patrols.start(
                work, route=values["route"], walker=values["walker"], started_at=values["started_at"]
            ),
            parent=self,
        )
        now = self.desk.now.replace(second=0, microsecond=0)
        panel.form.add(
            "route", t("duty_patrols.column.route"), ComboBox([(each, each) for each in routes], routes[0])
        )
        panel.form.add(
            "walker",
            t("duty_patrols.column.walker"),
            offering(self.shell, self._walkers()),
            check=filled(t("duty_patrols.error.walker")),
        )
        panel.form.add(
            "started_at", t("duty_patrols.column.started_at"), MomentField(lambda: self.desk.now, now)
        )
        panel.form.mark_saved()
        panel.done.connect(
            lambda patrol: self._set_out(int(patrol), str(panel.form.control("walker").value()))
        )
        self.put_panel(panel)
        panel.form.field("route" if len(routes) > 1 else "walker").take_focus()
        return panel

    def go_on(self, patrol: int) -> WalkPanel | None:
        """The next point without a finding; the end of the round where there is none."""
        walk = self._walk(patrol)
        missing = next((stop for stop in walk.points if stop.finding is None), None)
        if missing is not None:
            return self.look(patrol, missing.id)
        self.finish(walk)
        return None

    def look(self, patrol: int, point: int) -> WalkPanel:
        """What stands at one point."""
        walk = self._walk(patrol)
        stop = next(each for each in walk.points if each.id == point)
        panel = WalkPanel(self.shell, walk, stop, self)
        panel.done.connect(lambda found: self._looked(patrol, stop.name, found))
        self.put_panel(panel)
        panel.start()
        return panel

    def finish(self, walk: PatrolDetail) -> ActPanel:
        """The round is over."""
        missing = [stop.name for stop in walk.points if stop.finding is None]
        panel = ActPanel(
            self.shell,
            t("duty_patrols.panel.finish"),
            walk.row.route,
            t("duty_patrols.panel.finish"),
            lambda work, values, _second: patrols.finish(
                work, walk.row.id, note=values["note"], version=walk.row.version
            ),
            icon="check",
            parent=self,
        )
        if missing:
            names = t("duty.list_mark").join(missing)
            panel.explain(t("duty_patrols.view.missing", count=len(missing), points=names))
        note = LineEdit(placeholder="" if missing else t("duty_log.form.optional"))
        panel.form.add("note", t("duty_patrols.column.note"), note)
        note.returnPressed.connect(panel.submit)
        panel.done.connect(lambda _given: self._finished(walk.row))
        self.put_panel(panel)
        panel.start()
        return panel

    def show_points(self, route: str = "") -> PointsPanel:
        """The points of a route, to be changed."""
        panel = PointsPanel(self.shell, route, self)
        panel.routes.changed.connect(lambda: self.show_points(str(panel.routes.value())))
        panel.add_asked.connect(lambda chosen: self.edit_point(chosen))
        panel.edit_asked.connect(lambda point: self.edit_point(panel.route, int(point)))
        self.put_panel(panel)
        return panel

    def edit_point(self, route: str, point: int | None = None) -> ActPanel:
        """A new point of a route, or one that there is."""
        row = None
        if point is not None:
            with self.desk.read() as read:
                row = patrol_rows.get_point(read, point)
        panel = point_form(self.shell, route, row, self)
        chosen = panel.form.control("route") if row is None else None
        panel.done.connect(lambda _point: self._pointed(str(chosen.value()) if chosen is not None else route))
        self.put_panel(panel)
        panel.start()
        return panel

    def print_sheet(self, route: str) -> None:
        """The empty sheet of a route, to be taken along."""
        self._print(route, lambda read, target: papers_patrol.draw_blank(read, target, route).rows)

    def print_current(self) -> None:
        row = self.list.current_row()
        if isinstance(row, PatrolRow) and self.tab.may(Permission.PRINT):
            self.print_walk(row.id, row.route)

    def print_walk(self, patrol: int, route: str) -> None:
        """The sheet of a round as it was filled in."""
        self._print(route, lambda read, target: papers_patrol.draw_patrol(read, target, patrol).rows)

    # --- inside ---

    def _walk(self, patrol: int) -> PatrolDetail:
        with self.desk.read() as read:
            return patrol_rows.get_patrol(read, patrol)

    def _walkers(self) -> list[str]:
        kept: Any = self.shell.recall(_WALKERS, [])
        return [str(each) for each in kept] if isinstance(kept, list) else []

    def _asked(self, step: str, walk: PatrolDetail) -> None:
        match step:
            case "go_on":
                self.go_on(walk.row.id)
            case "finish":
                self.finish(walk)
            case "print":
                self.print_walk(walk.row.id, walk.row.route)
            case _:
                self._reopen(walk.row)

    def _set_out(self, patrol: int, walker: str) -> None:
        known = [walker, *(each for each in self._walkers() if each != walker)]
        self.shell.remember(_WALKERS, known[:_MOST])
        self.shell.notify(t("duty_patrols.view.started", walker=walker))
        self.reload()
        self.show_only(patrol)
        self.go_on(patrol)

    def _looked(self, patrol: int, name: str, found: Found) -> None:
        key = "repaired" if found.repair is not None else "normal" if found.normal else "abnormal"
        self.shell.notify(
            t(f"duty_patrols.view.looked_{key}", name=name), locked=t("duty_patrols.view.looked_locked")
        )
        self.reload()
        self.go_on(patrol)

    def _finished(self, row: PatrolRow) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                patrols.reopen(work, row.id)

        self.shell.notify(t("duty_patrols.view.finished", route=row.route), undo=undo)
        self.reload()
        self.show_only(row.id)
        self.show_row(row.id)
        self.list.setFocus()

    def _reopen(self, row: PatrolRow) -> None:
        def act(work: Any) -> bool:
            patrols.reopen(work, row.id)
            return True

        if self.attempt(act):
            self.reload()
            self.go_on(row.id)

    def _pointed(self, route: str) -> None:
        self.shell.notify(t("duty_patrols.points.saved"))
        self.reload()
        self.show_points(route)

    def _offer_sheets(self) -> None:
        self.routes.clear()
        with self.desk.read() as read:
            routes = patrol_rows.list_routes(read)
        for route in routes:
            self.routes.addAction(route).triggered.connect(
                lambda _=False, route=route: self.print_sheet(route)
            )

    def _print(self, route: str, draw: Any) -> None:
        kept: list[int] = []

        def drawing(read: Read) -> bytes:
            target = BytesIO()
            kept.append(draw(read, target))
            return target.getvalue()

        show_paper(
            self.shell,
            drawing,
            t("duty_patrols.paper.title"),
            lambda work, _where: papers_patrol.record_sheet(work, route, rows=kept[-1]),
            "list",
        )

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})
