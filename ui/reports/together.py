"""In a wide window the day is one screen: the units, whom to call and how reports came in, the bulletin (design 7.8, wide)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.kit.regions import Regions
from ui.kit.tokens import GAP
from ui.views.view import View

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView
    from ui.reports.key import KeyView
    from ui.reports.units import UnitsView

# The views that stand beside one another; what has its panel open has twice the room.
JOINED = ("units", "key", "bulletin")
SHARE = 10
# Below this there is little room for what is searched.
ROOMY, LITTLE = 1650, 104


class Together(QWidget):
    """Three views side by side. A panel that opens takes the place of the column its own leaves over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = QWidget(self)
        self._line = QHBoxLayout(self.head)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(GAP)
        for line in (self._line, self._row):
            line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._middle = QWidget(self)
        self._column = QVBoxLayout(self._middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._views: tuple[UnitsView, KeyView, BulletinView] | None = None
        Regions(self, self._parts)

    @property
    def views(self) -> tuple[View, ...]:
        """The views that stand here now; none in a narrow window."""
        return self._views or ()

    def take(self, units: UnitsView, key: KeyView, bulletin: BulletinView) -> None:
        """Put the three beside one another."""
        self._views = (units, key, bulletin)
        for column in (units, self._middle, bulletin):
            self._row.addWidget(column, SHARE)
        self._column.addWidget(key, 3)
        self._column.addWidget(units.side, 1)
        for place, view in enumerate((units, key)):
            if place:
                self._line.addStretch(1)
            assert view.head is not None
            self._line.addWidget(view.head)
            view.head.show()
        for view in self._views:
            view.regions.on = False
            view.show()
        units.join(True)
        key.join(True)
        self._fit_searches()
        self.arrange(None)

    def give_back(self, heads: QStackedWidget, bodies: QStackedWidget) -> None:
        """Each by itself again."""
        if self._views is None:
            return
        units, key, _bulletin = self._views
        for view in self._views:
            view.regions.on = True
            bodies.addWidget(view)
            assert view.head is not None
            heads.addWidget(view.head)
        units.join(False)
        key.join(False)
        for view in (units, key):
            view.search.setMinimumWidth(LITTLE)
            view.search.setMaximumWidth(view.SEARCH_WIDTH)
        self._views = None

    def arrange(self, opened: View | None) -> None:
        """Which columns are seen; `opened` is the view whose panel was opened or closed last."""
        if self._views is None:
            return
        units, key, bulletin = self._views
        first = opened if opened is not None and _panel(opened) is not None else None
        first = first or next((view for view in self._views if _panel(view) is not None), None)
        # Two panels have no room; the other comes back with what is typed in it.
        others = [view for view in self._views if view is not first and _panel(view) is not None]
        for view, column in zip(self._views, (units, self._middle, bulletin), strict=True):
            self._row.setStretchFactor(column, SHARE * (2 if view is first else 1))
        units.setVisible(units not in others)
        self._middle.setVisible(key not in others and first is not bulletin)
        bulletin.setVisible(first is None or first is bulletin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_searches()

    def _fit_searches(self) -> None:
        for view in self._views[:2] if self._views is not None else ():
            view.search.setFixedWidth(view.SEARCH_WIDTH if self.width() >= ROOMY else LITTLE)

    def holder(self, widget: QWidget | None) -> View | None:
        """The view the keyboard is in."""
        return next((view for view in self.views if widget is not None and view.isAncestorOf(widget)), None)

    def _parts(self) -> list[QWidget]:
        if self._views is None:
            return []
        units, key, bulletin = self._views
        parts = [units.list, units.panel, key.list, key.panel, units.side.chart]
        return [each for each in (*parts, bulletin.paper, bulletin.panel) if each is not None]


def _panel(view: View) -> QWidget | None:
    return getattr(view, "panel", None)
