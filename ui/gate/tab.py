"""The gate screen: a scan goes in, one large answer comes out; visitors, vehicles, the log and figures are further views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk import codes, gate
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Attempt
from duty_desk.people import places
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, LockedPart, Shell
from ui.gate.board import Board, read_board
from ui.gate.scan_page import ScanPage
from ui.gate.views import VIEWS
from ui.kit.choices import Choice, Segmented
from ui.kit.pages import Pages
from ui.kit.tokens import GAP, MARGIN, Tone
from ui.views.view import View

SCAN = "scan"
SWITCH_WIDTH = 416
GATE = "gate.gate"


class GateTab(FeatureTab):
    """One view at a time; the scan page is the one a scan belongs to."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {
            "crossing",
            "refusal",
            "retest",
            "visit",
            "vehicle_run",
            "run_stage",
            "run_person",
            "vehicle",
            "vehicle_person",
            "route",
            "crew_job",
            "crew_member",
            "parcel_count",
            "admission_draft",
            "incident",
            "incident_entry",
            "pass",
            "gate",
            "health_check",
            "policy",
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.gate = 0
        self.gates: tuple[places.GateRow, ...] = ()
        self._open_items: Mapping[str, int] = {}
        self._entries = {entry.key: entry for entry in VIEWS}
        self._views: dict[str, View] = {}
        self._kept: dict[str, Mapping[str, Any]] = {}
        self.current_view = SCAN
        self.switch = Segmented(
            [
                Choice(SCAN, t("gate_tab.view.scan")),
                *(Choice(e.key, t(f"gate_views.view.{e.key}")) for e in VIEWS if not e.under),
            ],
            SCAN,
            name=t("gate_tab.view.name"),
            parent=self,
        )
        self.switch.chosen.connect(self.show_view)
        self._heads, self._bodies = QStackedWidget(self), Pages(self)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._heads, 1)
        # As wide as the column at the right, so that the scan box stands over the answer.
        place = QWidget(self)
        place.setMinimumWidth(SWITCH_WIDTH)
        within = QHBoxLayout(place)
        within.setContentsMargins(0, 0, 0, 0)
        within.addStretch()
        within.addWidget(self.switch)
        line.addWidget(place)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(self._bodies, 1)
        self._read_number = 0
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._refresh)
        self.scan_page = ScanPage(self)
        self._keep_view(SCAN, self.scan_page)

    @property
    def views_place(self) -> QWidget:
        return self._bodies

    # --- what the window asks ---

    def badge(self) -> tuple[int, Tone]:
        count = sum(self._open_items.values())
        return count, Tone.DANGER if count else Tone.NEUTRAL

    def keys(self) -> tuple[KeyHint, ...]:
        return self.view.keys()

    def facts(self) -> str:
        return self.view.facts()

    def help_key(self, key: str) -> str:
        return f"{key}.{self.current_view}"

    def reload(self) -> None:
        if self.gates:
            # The answer first; what stands beside it right after.
            self.refresh()
        else:
            # Who scans at once is to stand at a gate.
            self._read_number += 1
            self._put(self._read_number, read_board(self.desk, self._wanted()))
        if self.view is not self.scan_page and not self.scan_page.is_asked:
            self.view.reload()

    def refresh(self) -> None:
        """Read anew beside the window: a queue at the gate never waits for lists. What is being read now is of before."""
        self._read_number += 1
        self._later.start()

    def _refresh(self) -> None:
        desk, wanted, number = self.desk, self._wanted(), self._read_number
        self.shell.tasks.run(
            lambda: read_board(desk, wanted),
            done=lambda board: self._put(number, board),
            failed=self._not_read,
        )

    def _put(self, number: int, board: Board) -> None:
        if number != self._read_number:
            # Something newer was read, or is being read.
            return
        self.gates, self._open_items = board.gates, board.open_items
        if board.gate != self.gate:
            if self.gate and board.gate != self._wanted():
                # The guard went to another gate meanwhile.
                return
            self.take_gate(board.gate)
        self.scan_page.put(board)
        self.facts_changed.emit()

    def _not_read(self, error: Exception) -> None:
        """What cannot be read now stays as it was; the answers do not depend on it."""
        if not isinstance(error, DutyDeskError):
            raise error

    def _wanted(self) -> int:
        return self.gate or int(self.shell.recall(GATE, 0))

    def focus_first(self) -> None:
        self.view.focus_first()

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "retest":
            return self._open_retest(record_id)
        for key, entry in self._entries.items():
            if kind in entry.opens:
                return self.show_view(key).open_record(kind, record_id)
        return False

    def _open_retest(self, retest: int) -> bool:
        """Whoever rests is shown at the gate where they do."""
        with self.desk.read() as read:
            found = [row.gate_id for row in gate.list_waiting_retests(read) if row.id == retest]
        if not found:
            return False
        self.show_view(SCAN)
        self.choose_gate(found[0])
        return True

    def open_place(self, name: str) -> bool:
        if name != SCAN and name not in self._entries:
            return False
        self.show_view(name)
        return True

    def take_scan(self, code: str) -> bool:
        if codes.is_slip(code):
            # Nobody passes with it: the slip of goods is opened.
            return False
        if not self.isVisible():
            # Scanned on another screen: nobody passes by it, a visitor's slip is opened.
            return self._open_slip(code)
        if self.view.take_scan(code):
            return True
        return self.show_view(SCAN).take_scan(code)

    def take_foreign(self, code: str) -> bool:
        # At the scan box somebody stands there and gets an answer that is kept; beside another list nobody does.
        return self.current_view == SCAN and self.scan_page.take_scan(code)

    def _open_slip(self, code: str) -> bool:
        if not self.gates:
            self.reload()
        if not self.gate:
            return False
        with self.desk.read() as read:
            subject = gate.look(read, Attempt(self.gate, text=code)).subject
        if subject is None or subject.visit_id is None:
            return False
        return self.open_record("visit", subject.visit_id)

    def while_locked(self) -> LockedPart | None:
        from ui.gate.locked import LockedGate

        return LockedGate(self.shell, self) if self.current_view == SCAN and self.gate else None

    def state(self) -> Mapping[str, Any]:
        kept = {key: dict(view.state()) for key, view in self._views.items()}
        return {"view": self.current_view, "views": {**self._kept, **kept}}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._kept = dict(state.get("views") or {})
        for key, view in self._views.items():
            view.restore(self._kept.get(key) or {})
        if state.get("view") in self._entries:
            self.show_view(str(state["view"]))

    def unsaved(self) -> bool:
        return any(view.unsaved() for view in self._views.values())

    # --- what the views ask ---

    @property
    def view(self) -> View:
        """The view in front."""
        return self._views[self.current_view]

    def show_view(self, key: str) -> View:
        """Bring a view to the front, building it when it was not needed before."""
        if key not in self._views:
            self._keep_view(key, self._entries[key].make(self))
        self.current_view = key
        entry = self._entries.get(key)
        self.switch.set_value(entry.under or key if entry is not None else key)
        view = self._views[key]
        self._bodies.setCurrentWidget(view)
        assert view.head is not None
        self._heads.setCurrentWidget(view.head)
        if self.gates and view is not self.scan_page:
            view.reload()
        self.facts_changed.emit()
        view.focus_first()
        return view

    def take_gate(self, wanted: int) -> None:
        """Stand at a gate; the first one when it is none of the office's."""
        known = [row.id for row in self.gates]
        self.gate = wanted if wanted in known else next(iter(known), 0)
        if self.gate:
            self.shell.remember(GATE, self.gate)

    def choose_gate(self, wanted: int) -> None:
        """The guard stands at another gate from now on; kept for this desk."""
        self.take_gate(wanted)
        self.reload()
        self.view.focus_first()

    def _keep_view(self, key: str, view: View) -> None:
        if view.head is None:
            view.head = QWidget(view)
        self._views[key] = view
        self._heads.addWidget(view.head)
        self._bodies.addWidget(view)
        view.restore(self._kept.get(key) or {})
