"""Finds people, passes, rooms while typing: answers come from beside the window, a late one is never shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from duty_desk.strings import t
from ui.kit.suggestions import Answer, Suggestion, SuggestionList
from ui.kit.tasks import Tasks

Find = Callable[[str], Answer | Sequence[Suggestion]]


class TypeAhead(QObject):
    """Puts a list of suggestions under `field`.

    `find(text)` runs in a worker thread. `picked` carries the suggestion taken with Enter or a click, `picked_aside` the
    one taken with Ctrl+Enter, `entered` the text when Enter is pressed and nothing is chosen. With `preselect` the first
    suggestion is chosen at once, and Enter typed before the answer is there waits for it; leave it off where any text may be typed.
    `nothing` follows the words that nothing was found.
    """

    picked = Signal(object)
    picked_aside = Signal(object)
    entered = Signal(str)
    answered = Signal(object)

    def __init__(
        self,
        field: QLineEdit,
        find: Find,
        tasks: Tasks,
        *,
        preselect: bool = True,
        least: int = 1,
        width: int = 360,
        nothing: str = "",
        keys: str = "",
    ) -> None:
        super().__init__(field)
        self._field, self._find, self._tasks = field, find, tasks
        self._preselect, self._least, self._nothing = preselect, least, nothing
        self._keys = keys or t("kit.search.keys")
        self._asked, self._running, self._waiting = 0, False, False
        # Which question is being answered, and whether Enter came before its answer.
        self._answering, self._early = 0, False
        self.list = SuggestionList(field, width)
        self.list.pressed.connect(self._take)
        field.textEdited.connect(self._edited)
        field.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        return self.list.isVisible()

    @property
    def _is_looking(self) -> bool:
        """Whether what stands in the field has not been answered yet; a list that hangs there is that of earlier letters."""
        return self._waiting or (self._running and self._answering == self._asked)

    def close(self) -> None:
        """Take the list away; an answer still under way is dropped."""
        self._asked += 1
        self._waiting = self._early = False
        self.list.hide()

    def ask(self) -> None:
        """Look for what stands in the field now."""
        if len(self._field.text().strip()) < self._least:
            self.close()
            return
        self._asked += 1
        self._early = False
        if self._running:
            self._waiting = True
            return
        self._start()

    def _edited(self, _text: str) -> None:
        self.ask()

    def _start(self) -> None:
        number, text, find = self._asked, self._field.text().strip(), self._find
        self._running, self._waiting, self._answering = True, False, number
        self._tasks.run(
            lambda: find(text),
            done=lambda found: self._arrived(number, text, found),
            failed=self._failed,
            asker=self,
        )

    def _arrived(self, number: int, text: str, found: Answer | Sequence[Suggestion]) -> None:
        self._running = False
        if self._waiting:
            self._start()
        if number != self._asked or not self._field.hasFocus():
            return
        answer = found if isinstance(found, Answer) else Answer(tuple(found), len(found))
        self.list.show_answer(answer, self._foot(answer, text), 0 if self._preselect else -1)
        self.answered.emit(answer)
        if self._early:
            self._early = False
            self._enter(aside=False)

    def _failed(self, error: Exception) -> None:
        self._running = False
        self.close()
        raise error

    def _foot(self, answer: Answer, text: str) -> str:
        if not answer.rows:
            return f"{t('kit.search.none', text=text)}\N{IDEOGRAPHIC SPACE}{self._nothing}".strip()
        matched = t("kit.search.matched", count=f"{answer.total:,}", text=text)
        return f"{matched}\N{IDEOGRAPHIC SPACE}{self._keys}"

    def _take(self, chosen: Suggestion, aside: bool = False) -> None:
        self.close()
        (self.picked_aside if aside else self.picked).emit(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if event.type() == QEvent.Type.FocusOut:
                self.close()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if getattr(self._field, "composing", False):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.is_open:
                if key == Qt.Key.Key_Down and self._field.text():
                    self.ask()
                    return True
                return False
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        if key == Qt.Key.Key_Escape and self.is_open:
            self.close()
            return True
        return False

    def _enter(self, aside: bool) -> bool:
        if self._preselect and self._is_looking and not aside:
            self._early = True
            return True
        chosen = self.list.current() if self.is_open else None
        if chosen is not None:
            self._take(chosen, aside)
            return True
        if aside:
            return False
        opened = self.is_open
        text = self._field.text().strip()
        self.close()
        if text:
            self.entered.emit(text)
        return opened
