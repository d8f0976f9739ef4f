"""Scan box, answer and thermometer as one: everything a guard needs, on the gate screen and, without names, on a locked one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from duty_desk import masking
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.gate import Bands, Direction, Reason, TemperatureMethod, Verdict, Word
from duty_desk.strings import t
from ui.gate.ask_panel import AskPanel
from ui.gate.choice_popup import ChoicePopup
from ui.gate.scan_row import ScanRow
from ui.gate.session import Session, Shown
from ui.gate.sounds import Sounds, SystemPlayer
from ui.gate.temperature_panel import TemperaturePanel
from ui.gate.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from ui.feature_tab import Shell

# A verdict is not to be read for the next person; a question waits longer, because measuring takes time.
IDLE_MS, QUESTION_MS = 8_000, 60_000
_QUESTIONS = frozenset({Word.MEASURE, Word.AGAIN, Word.CHECK})


class Station(QObject):
    """Owns `row` (the head line) and `body` (answer and thermometer). Hidden names make it fit for a locked desk.

    `answered` carries what was shown, `emptied` that nobody stands there any more; `undo_asked` Ctrl+Z, `force_asked` a forced passage.
    """

    answered = Signal(object)
    emptied = Signal()
    undo_asked = Signal()
    force_asked = Signal()

    def __init__(
        self, shell: Shell, at_gate: Callable[[], int], parent: QWidget, *, names_hidden: bool = False
    ) -> None:
        super().__init__(parent)
        self._shell, self._gate, self._hidden = shell, at_gate, names_hidden
        self.session = Session(shell.desk, at_gate, self)
        self.sounds = Sounds(SystemPlayer(), lambda: shell.appearance.choices.sounds, lambda: shell.desk.now)
        self.row = ScanRow(parent)
        self.body = QWidget(parent)
        self.verdict = VerdictPanel(self.body)
        self.verdict.names_hidden = names_hidden
        self.thermometer, self.asking = TemperaturePanel(self.body), AskPanel(self.body)
        self.choices = ChoicePopup(self.row.box)
        self.below = QStackedWidget(self.body)
        self.below.addWidget(self.thermometer)
        self.below.addWidget(self.asking)
        self.below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.verdict)
        column.addWidget(self.below)
        self.idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self.idle.timeout.connect(self.go_idle)
        self._resting = QTimer(self, interval=1000)
        self._resting.timeout.connect(self._count_down)
        self._bands = Bands()
        self._code = ""
        self._connect()

    @property
    def bands(self) -> Bands:
        """The limits of temperature in force."""
        return self._bands

    @property
    def shown(self) -> Shown | None:
        """The last answer, also after it left the screen."""
        return self.session.shown

    def put_bands(self, bands: Bands) -> None:
        """The limits of the day."""
        self._bands = bands
        self.thermometer.put_bands(bands)

    def take_scan(self, code: str) -> None:
        """A scan from anywhere: the answer to it replaces whatever is shown."""
        self.choices.close()
        self.row.box.clear_all()
        self._code = code
        self.session.look_up(code)

    def repeat(self, code: str) -> None:
        """The scanner triggered twice: nothing is judged anew, and it is said."""
        if code == self._code and self.session.shown is not None and self.verdict.word is not Word.WAITING:
            # The digits of the second one went to the thermometer.
            self.row.box.clear_all()
            self.verdict.add_note(t("gate.detail.repeated"))

    def go_idle(self) -> None:
        """The answer goes; who was last is named."""
        self.idle.stop()
        self._resting.stop()
        self.row.box.set_measuring(False)
        self.choices.close()
        self.verdict.show_waiting(self._last_words())
        self.thermometer.show_idle()
        self.below.setCurrentWidget(self.thermometer)
        self.emptied.emit()

    def turn(self, direction: Direction | None) -> None:
        """F7 and F8: pressed again, the direction is proposed anew by the last passage."""
        self.session.turn(None if direction is self.session.direction else direction)

    def turn_over(self) -> None:
        """Judge the other way round."""
        verdict = self.session.verdict
        if verdict is not None:
            self.session.turn(_other(verdict.direction))

    # --- inside ---

    def _connect(self) -> None:
        box, session = self.row.box, self.session
        box.entered.connect(self._typed)
        box.reading_typed.connect(self._reading_typed)
        box.reading_entered.connect(session.measure)
        box.empty_entered.connect(self._enter)
        box.ticked.connect(self._tick)
        box.stepped.connect(self.choices.step)
        box.undone.connect(self.undo_asked)
        box.left_off.connect(self._left_off)
        self.row.turned.connect(session.turn)
        session.turned.connect(lambda: self.row.put_way(session.direction))
        session.asking.connect(self._checking)
        session.answered.connect(self._answered)
        session.refused_at.connect(self._refused_at)
        session.refused.connect(self._refused)
        self.choices.picked.connect(session.choose)
        self.asking.confirmed.connect(session.confirm)
        self.thermometer.method_chosen.connect(self._method)
        self.thermometer.turn_asked.connect(self.turn_over)
        self.thermometer.force_asked.connect(self.force_asked)

    def _typed(self, text: str) -> None:
        if self._hidden:
            # Looking for people is for those who signed in.
            self.verdict.add_note(t("gate_tab.lock.typed"))
            return
        self._code = ""
        self.session.look_up(text)

    def _enter(self) -> None:
        if self.choices.is_open:
            self.choices.take()
        elif self.below.currentWidget() is self.asking:
            self.asking.go_on()

    def _tick(self) -> None:
        if self.below.currentWidget() is self.asking:
            self.asking.turn_tick()

    def _left_off(self) -> None:
        if self.choices.is_open:
            self.choices.close()
        else:
            self.go_idle()

    def _method(self, method: TemperatureMethod) -> None:
        self.session.method = method
        self.row.box.setFocus()

    def _reading_typed(self, text: str) -> None:
        if self.row.box.measuring:
            self.thermometer.type(text)
            if text:
                self.idle.start(QUESTION_MS)

    def _checking(self) -> None:
        self.verdict.show_checking()
        self.verdict.repaint()

    def _answered(self, shown: Shown) -> None:
        verdict = shown.verdict
        self.row.box.set_measuring(
            verdict.asks_temperature, f"{verdict.suggestion:.1f}" if verdict.suggestion is not None else ""
        )
        self.verdict.show_verdict(verdict, self._reading_words(shown))
        self._show_below(shown)
        self.choices.close()
        if verdict.choices:
            self.choices.offer(verdict.choices, hidden=self._hidden)
        self.sounds.say(verdict.sound)
        self.idle.start(QUESTION_MS if verdict.word in _QUESTIONS else IDLE_MS)
        self.answered.emit(shown)

    def _reading_words(self, shown: Shown) -> str:
        if shown.reading is None or not shown.passed:
            return ""
        band = self._bands.band(shown.reading, shown.attempt.method)
        value = f"{shown.reading:.1f}"
        return t("gate_tab.verdict.reading", value=value, band=t(f"gate_tab.band.{band.value}"))

    def _show_below(self, shown: Shown) -> None:
        verdict, panel = shown.verdict, self.thermometer
        self._resting.stop()
        self.below.setCurrentWidget(self.asking if verdict.may_confirm else panel)
        panel.put_method(self.session.method)
        if verdict.may_confirm:
            self.asking.ask(verdict)
        elif verdict.reason is Reason.SUGGESTED:
            panel.ask(verdict.headline, again=True)
            panel.type(self.row.box.reading)
        elif verdict.word is Word.MEASURE:
            panel.ask(t("gate_tab.temperature.second") if verdict.retest_id is not None else "")
        elif shown.reading is not None:
            panel.show_reading(shown.reading, shown.attempt.method)
            if verdict.word is Word.AGAIN:
                panel.keep_measuring()
                self._rest(verdict)
        elif verdict.word is Word.AGAIN:
            panel.ask(again=True)
            self._rest(verdict)
        elif verdict.word is Word.STOP:
            known = verdict.subject is not None
            panel.show_not_needed(
                True,
                turn_to=_other(verdict.direction)
                if known and verdict.reason in (Reason.INSIDE, Reason.OUTSIDE)
                else None,
                may_force=verdict.may_force and not self._hidden,
            )
        elif verdict.word is Word.GO:
            panel.show_not_needed(False)
        else:
            panel.show_idle()

    def _rest(self, verdict: Verdict) -> None:
        """Count down to the second reading."""
        if verdict.retest_due is not None and verdict.retest_due > self._shell.desk.now:
            self._resting.start()
            self._count_down()

    def _count_down(self) -> None:
        verdict = self.session.verdict
        if verdict is None or verdict.retest_due is None:
            self._resting.stop()
            return
        words, due = rest_words(verdict.retest_due, self._shell.desk.now)
        self.thermometer.count_down(words, due)
        if due:
            self._resting.stop()

    def _refused_at(self, error: InputError) -> None:
        """The reading was no number: it stays, and the question stays."""
        shown = self.session.shown
        if shown is not None:
            self.verdict.show_verdict(shown.verdict)
        else:
            self.verdict.show_waiting(self._last_words())
        self.row.box.set_measuring(True)
        self.thermometer.say(error.text)

    def _refused(self, error: DutyDeskError) -> None:
        self.go_idle()
        self._shell.refuse(error)

    def _last_words(self) -> str:
        """Who was last, with what was said to them."""
        verdict = self.session.verdict
        if verdict is None:
            return ""
        name = verdict.card.name if verdict.card is not None else ""
        if self._hidden:
            name = masking.mask_name(name)
        if verdict.card is not None and verdict.card.plate:
            name = verdict.card.plate
        said = f"{name} {verdict.word_text} {verdict.at:%H:%M:%S}".strip()
        return t("gate_tab.verdict.last", said=said)


def _other(direction: Direction) -> Direction:
    return Direction.OUT if direction is Direction.IN else Direction.IN


def rest_words(due: datetime, now: datetime) -> tuple[str, bool]:
    """How long somebody still rests, in words, and whether it is over."""
    left = due - now
    if left <= timedelta(0):
        return t("gate_tab.temperature.rest_over"), True
    minutes, seconds = divmod(int(left.total_seconds()), 60)
    return t("gate_tab.temperature.rest", left=f"{minutes}:{seconds:02d}"), False
