"""How many can be taken in tomorrow, and free, taken and coming free rooms of the next two weeks (product rule I9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, rooms
from duty_desk.isolation import outlook as outlook_rows
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.isolation.outlook_chart import OutlookChart
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.panels import Surface
from ui.kit.regions import Regions
from ui.kit.tokens import TITLE
from ui.views.view import View

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab

DAYS = 14


class OutlookView(View):
    """One site or all of them; the answer in words, then the columns."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"room", "stay", "stay_room", "zone"})

    def __init__(self, tab: ViewsTab) -> None:
        super().__init__(tab)
        self.head = QWidget(self)
        self.site = ComboBox([], None, name=t("isolation_forms.site"), parent=self.head)
        self.site.changed.connect(self.reload)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.site)
        line.addStretch()
        surface = Surface(self)
        inner = QVBoxLayout(surface)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(4)
        self.answer = Label("", px=TITLE, bold=True, wrap=True)
        self.detail = Label("", colour="text2", wrap=True)
        self.chart = OutlookChart(surface)
        inner.addWidget(self.answer)
        inner.addWidget(self.detail)
        inner.addSpacing(8)
        inner.addWidget(self.chart, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(surface, 1)
        Regions(self, lambda: [self.site, self.chart])

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}", t("isolation_forms.outlook.key_walk")),)

    def reload(self) -> None:
        with self.desk.read() as read:
            sites = [row.name for row in rooms.list_sites(read)]
            self._show_sites(sites)
            site = self._site()
            days = outlook_rows.outlook(read, DAYS, site=site)
            found = outlook_rows.tomorrow(read, site=site)
        self.answer.setText(
            t(
                "isolation_forms.outlook.answer",
                day=formats.day(found.day),
                rooms=formats.number(found.rooms),
                beds=formats.number(found.beds),
            )
        )
        self.detail.setText(
            t(
                "isolation_forms.outlook.detail",
                free=found.free_now,
                back=found.coming_back,
                left=found.left_today,
            )
        )
        self.chart.put(days, self.desk.now.date())

    def focus_first(self) -> None:
        self.chart.setFocus()

    def state(self) -> dict[str, Any]:
        return {"site": self._site() or ""}

    def restore(self, state: Any) -> None:
        self._kept = str(state.get("site") or "")

    def _site(self) -> str | None:
        value = self.site.value()
        return str(value) if value else None

    def _show_sites(self, sites: list[str]) -> None:
        chosen = self._site() or getattr(self, "_kept", "")
        options = [("", t("isolation_forms.all_sites")), *((site, site) for site in sites)]
        self.site.set_options(options, chosen if chosen in sites else "")
