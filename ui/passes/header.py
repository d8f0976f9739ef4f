"""The two lines above the ledger: which series, which reason, search, days of issue, state, and what can be started."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.passes import PassKind, PassState
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.period_filter import Period, PeriodFilter
from ui.kit.tokens import Tone
from ui.passes.requests_bar import RequestsBar
from ui.passes.state_totals import StateTotals

# The series switch becomes a drop-down beyond this many.
MOST_SEGMENTS = 4
NARROW = 1100
SEARCH = 240
ALL, WAITING = "all", "waiting"
JOBS, PASSES = "jobs", "passes"
SHOWN_STATES = ("valid", "last_day", "expired", "voided", "lost")


class Header(QWidget):
    """Signals carry what was chosen; the tab turns it into a request."""

    kind_chosen = Signal(str)
    view_chosen = Signal(str)
    group_chosen = Signal(str)
    state_chosen = Signal(str)
    period_chosen = Signal()
    new_asked = Signal()
    import_asked = Signal()
    more_asked = Signal()

    def __init__(self, now: Callable[[], datetime], tones: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._kind = PassKind.TEMPORARY.value
        self._counts: dict[str, int] = {}
        self._first = QHBoxLayout()
        self._first.setSpacing(16)
        self._series = QWidget()
        self._series_box = QHBoxLayout(self._series)
        self._series_box.setContentsMargins(0, 0, 0, 0)
        self.groups = FilterChips(name=t("passes_tab.group.name"))
        self.groups.chosen.connect(self.group_chosen)
        self.views = Segmented(name=t("passes_crews.view"), parent=self)
        self.views.chosen.connect(self.view_chosen)
        self.views.hide()
        self.bring_in = Button(t("passes_tab.import"), icon="upload", key="Ctrl+I", bind=False)
        self.bring_in.clicked.connect(self.import_asked)
        self.new = Button(t("passes_tab.new"), icon="plus", key="F2", kind=Kind.PRIMARY, bind=False)
        self.new.clicked.connect(self.new_asked)
        top = Qt.AlignmentFlag.AlignTop
        self._first.addWidget(self._series, 0, top)
        self._first.addWidget(self.views, 0, top)
        self._first.addWidget(self.groups, 1)
        # Takes the room where no chips stand.
        self._first.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.setAlignment(top)
        self.more = icon_button("dots-horizontal", t("passes_tab.more.name"))
        self.more.clicked.connect(self.more_asked)
        for button in (self.bring_in, self.new, self.more):
            buttons.addWidget(button)
        self._first.addLayout(buttons)
        self.filters = QWidget(self)
        second = QHBoxLayout(self.filters)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        self.search = LineEdit(
            placeholder=t("passes_tab.search"),
            icon="magnify",
            hint="/",
            name=t("passes_tab.search_name"),
            width=SEARCH,
        )
        self.period = PeriodFilter(now, t("passes_tab.period.issued"))
        self.period.picked.connect(self.period_chosen)
        self.state = ComboBox(
            [
                (ALL, t("passes_tab.all_states")),
                *((s.value, t(f"passes.state.{s.value}")) for s in PassState),
            ],
            ALL,
            name=t("passes_tab.state_name"),
        )
        self.state.changed.connect(lambda: self.state_chosen.emit(str(self.state.value())))
        self.totals = StateTotals(tones, SHOWN_STATES)
        for widget in (self.search, self.period, self.state):
            second.addWidget(widget)
        second.addSpacing(8)
        second.addWidget(self.totals, 1)
        self.requests = RequestsBar(self.filters)
        second.addWidget(self.requests, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._first)
        column.addWidget(self.filters)
        # The chips wrap to a second line when the language is long.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._switch: Segmented | ComboBox | None = None

    def put_series(self, counts: Mapping[str, int], kind: str) -> None:
        """Kinds that have passes, and the one shown; joined segments while they are few."""
        self._kind = kind
        # Crews begin with a job, before there is any pass of theirs.
        always = (kind, PassKind.TEMPORARY.value, PassKind.CREW.value)
        kinds = [k.value for k in PassKind if counts.get(k.value) or k.value in always]
        self._counts = dict(counts)
        if len(kinds) <= MOST_SEGMENTS and not self._is_narrow():
            switch = self._take(Segmented)
            assert isinstance(switch, Segmented)
            switch.set_choices([Choice(k, t(f"passes.kind.{k}"), counts.get(k, 0)) for k in kinds], kind)
        else:
            words = [(k, f"{t(f'passes.kind.{k}')}  {counts.get(k, 0):,}") for k in kinds]
            switch = self._take(ComboBox)
            assert isinstance(switch, ComboBox)
            switch.set_options(words, kind)

    def put_views(self, jobs: int | None, passes: int, current: str) -> None:
        """The two ways to look at the series of crews; `jobs` is None for every other series."""
        if jobs is None:
            self.views.hide()
            return
        self.views.set_choices(
            [
                Choice(JOBS, t("passes_crews.series"), jobs),
                Choice(PASSES, t("passes_crews.passes"), passes),
            ],
            current,
        )
        self.views.show()

    def put_groups(
        self, groups: Sequence[tuple[str, str, int]], chosen: str, total: int, waiting: int = 0
    ) -> None:
        """Lines of the bulletin with their numbers: (key, label, count), and how many requests wait for a leader."""
        choices = [Choice(ALL, t("passes_tab.group.all"), total)]
        choices += [Choice(key, label, count) for key, label, count in groups]
        if waiting or chosen == WAITING:
            word = t("passes.state.requested")
            choices.append(Choice(WAITING, word, waiting, "clock-outline", Tone.WARN))
        self.groups.set_choices(choices, chosen or ALL)
        self._fit_import()

    def _fit_import(self) -> None:
        """On a small screen the last chip finds its place in the line when the import does not say its key."""
        self.bring_in.show_key(True)
        beside = (self._series, self.bring_in, self.new, self.more)
        taken = sum(part.sizeHint().width() for part in beside) + 2 * self._first.spacing() + 16
        room = self.width() - taken - self._first.spacing()
        self.bring_in.show_key(self.groups.isHidden() or self.groups.sizeHint().width() <= room)

    def _is_narrow(self) -> bool:
        """Whether the window leaves the series no room beside the chips."""
        return self.isVisible() and self.width() < NARROW

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._counts and isinstance(self._switch, Segmented) is self._is_narrow():
            self.put_series(self._counts, self._kind)
        self._fit_import()

    def decide(self, shown: bool) -> None:
        """Whether what waits is decided on here; the sums of the states make room."""
        self.requests.setVisible(shown)
        self.totals.setVisible(not shown)

    def issued(self) -> Period:
        """The chosen days of issue."""
        return self.period.value()

    def _take(self, wanted: type[Segmented] | type[ComboBox]) -> Segmented | ComboBox:
        """The switch of the wanted shape; replaced only when the shape changes, so that the focus stays."""
        if not isinstance(self._switch, wanted):
            if self._switch is not None:
                self._series_box.removeWidget(self._switch)
                self._switch.deleteLater()
            if wanted is Segmented:
                made: Segmented | ComboBox = Segmented(name=t("passes_tab.series"))
                made.let_wrap()
                made.chosen.connect(self.kind_chosen)
            else:
                made = ComboBox(name=t("passes_tab.series"))
                made.changed.connect(lambda: self.kind_chosen.emit(str(made.value())))
            self._switch = made
            self._series_box.addWidget(made)
        assert self._switch is not None
        return self._switch
