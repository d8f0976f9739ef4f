"""The daily sheet for the leader: the page as it is printed, to any cut-off; printing freezes it (product rule R6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.paper import Layout
from duty_desk.reports import daily, daily_paper
from duty_desk.reports.daily import Late, Sheet
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.date_fields import MomentField
from ui.kit.labels import Label
from ui.kit.layout_view import LayoutView
from ui.kit.notices import Banner
from ui.kit.panels import Scroll, Surface
from ui.kit.printing import Outcome, Printout
from ui.kit.tokens import PADDING, SMALL, Tone
from ui.views.view import View

if TYPE_CHECKING:
    from ui.reports.tab import ReportsTab

WIDEST = 820
_DAY = timedelta(days=1)
_FEW = 4


class DailyView(View):
    """Cut-off and printing stand in the line of the switch. Put together when it is shown, and again on F5."""

    def __init__(self, tab: ReportsTab) -> None:
        super().__init__(tab)
        self.shown: Sheet | None = None
        self._cutoff: datetime | None = None
        self._asked = 0
        self.head = self._make_head()
        self.page = LayoutView(name=t("reports_daily.view.preview"))
        self.page.setMaximumWidth(WIDEST)
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.banner = Banner(Tone.INFO, "")
        self.banner.hide()
        surface = Surface(self)
        column = QVBoxLayout(surface)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        holder = QHBoxLayout()
        holder.setContentsMargins(PADDING, 8, PADDING, 0)
        holder.addWidget(self.banner)
        column.addLayout(holder)
        middle = QWidget()
        line = QHBoxLayout(middle)
        line.setContentsMargins(PADDING, 12, PADDING, 12)
        line.addStretch(1)
        line.addWidget(self.page, 100)
        line.addStretch(1)
        self.area = Scroll(middle)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(t("reports_daily.view.preview"))
        column.addWidget(self.area, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface)
        for key, act in (
            ("F5", self.reload),
            ("Ctrl+P", self.print),
            ("Alt+Left", lambda: self.step(-1)),
            ("Alt+Right", lambda: self.step(1)),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Alt+Left", t("reports_daily.view.earlier")),
            KeyHint("Alt+Right", t("reports_daily.view.later")),
            KeyHint("F5", t("reports_figures.view.again"), in_status=True),
            KeyHint("Ctrl+P", t("reports_daily.view.print"), in_status=True),
        )

    def facts(self) -> str:
        return t("reports.until", cutoff=formats.moment(self._cutoff or self.desk.now))

    def reload(self) -> None:
        """Put the sheet together beside the window."""
        self._asked += 1
        asked, desk, cutoff = self._asked, self.desk, self._cutoff

        def work() -> tuple[int, Sheet, Layout, tuple[Late, ...]]:
            with desk.read() as read:
                found = daily.sheet(read, cutoff)
                return asked, found, daily_paper.layout(read, found), daily.late_entries(read, found)

        self.shell.tasks.run(work, done=self._arrived, failed=self._failed)

    def focus_first(self) -> None:
        self.area.setFocus()

    def state(self) -> Mapping[str, Any]:
        return {}

    def show_at(self, cutoff: datetime | None) -> None:
        """The sheet of another moment; None for now."""
        self._cutoff = None if cutoff is None or cutoff >= self.desk.now else cutoff
        self.field.set_value(self._cutoff or self.desk.now.replace(second=0))
        self.reload()

    def step(self, days: int) -> None:
        """The same clock on another day."""
        now = self.desk.now.replace(second=0)
        at = (self._cutoff or now) + days * _DAY
        self.show_at(at)

    def print(self) -> None:
        """The page, through the preview; where it goes to freezes it."""
        found, desk = self.shown, self.desk
        if found is None or not self.tab.may(Permission.PRINT):
            return
        title = t("reports_daily.title")

        def drawing() -> bytes:
            with desk.read() as read:
                return daily_paper.draw(read, found)

        def went(outcome: Outcome) -> None:
            with desk.work() as work:
                daily.record_print(work, found, outcome.destination)
            self._cutoff = found.cutoff
            self.reload()

        self.shell.tasks.run(
            drawing,
            done=lambda pdf: self.shell.show_paper(Printout(pdf, title, f"{title}.pdf", "paper"), went),
            failed=self._failed,
        )

    # --- inside ---

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        back = icon_button("chevron-left", t("reports_daily.view.earlier"), "Alt+Left")
        on = icon_button("chevron-right", t("reports_daily.view.later"), "Alt+Right")
        label = Label(t("reports_daily.view.cutoff"), px=SMALL, colour="text2")
        self.field = MomentField(
            lambda: self.desk.now, self.desk.now.replace(second=0), name=t("reports_daily.view.cutoff")
        )
        self.field.setFixedWidth(152)
        self.now_button = Button(t("reports_daily.view.now"), parent=head)
        self.print_button = Button(
            t("reports_daily.view.print"), kind=Kind.PRIMARY, icon="printer-outline", parent=head
        )
        self.print_button.setVisible(self.tab.may(Permission.PRINT))
        for widget in (label, back, self.field, on, self.now_button):
            line.addWidget(widget)
        line.addStretch()
        line.addWidget(self.print_button)
        back.clicked.connect(lambda: self.step(-1))
        on.clicked.connect(lambda: self.step(1))
        self.now_button.clicked.connect(lambda: self.show_at(None))
        self.print_button.clicked.connect(self.print)
        self.field.returnPressed.connect(self._typed)
        self.field.left.connect(self._typed)
        return head

    def _typed(self) -> None:
        value = self.field.value()
        if isinstance(value, datetime) and value != (self._cutoff or self.desk.now.replace(second=0)):
            self.show_at(value)

    def _arrived(self, answer: tuple[int, Sheet, Layout, tuple[Late, ...]]) -> None:
        asked, found, page, late = answer
        if asked != self._asked:
            return
        self.shown = found
        self.page.put(page)
        self._say(found, late)
        self.tab.facts_changed.emit()

    def _say(self, found: Sheet, late: tuple[Late, ...]) -> None:
        if late:
            said = [
                t("reports_daily.view.late_line", name=each.name, printed=each.printed, now=each.now)
                for each in late[:_FEW]
            ]
            self.banner.say(
                t("reports_daily.view.late", count=len(late)),
                t("reports_bulletin.list_mark").join(said),
                Tone.WARN,
            )
        elif found.is_kept:
            self.banner.say(t("reports_daily.view.kept"), "", Tone.INFO)
        else:
            self.banner.say(t("reports_daily.view.fresh"), "", Tone.INFO)
        self.banner.show()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)
