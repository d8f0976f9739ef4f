"""A scan is recognised wherever the keyboard is, never lands in a field, and waits while a question is open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from ui.kit.wedge import SLOW_MS, Scan, Wedge

REPEAT_MS = 2000
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.InputMethod})
_ENDS = {Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter", Qt.Key.Key_Tab: "Tab"}
_LINE_FEEDS = ("\r", "\n")
_PLAIN = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.KeypadModifier
    | Qt.KeyboardModifier.GroupSwitchModifier
)
TextField = QLineEdit | QPlainTextEdit | QTextEdit


class _Kept:
    """A text field as it was before the first character of what may be a scan."""

    def __init__(self, field: TextField) -> None:
        self.field = field
        if isinstance(field, QLineEdit):
            self.text, self.place = field.text(), field.cursorPosition()
            self.start, self.length = field.selectionStart(), len(field.selectedText())
        else:
            cursor = field.textCursor()
            self.text, self.place = field.toPlainText(), cursor.position()
            self.start, self.length = cursor.anchor(), 0

    def restore(self) -> None:
        field = self.field
        if not isValid(field):
            return  # its page has gone meanwhile, and what was typed with it
        if isinstance(field, QLineEdit):
            if field.text() != self.text:
                field.selectAll()
                field.insert(self.text)
                if field.text() != self.text:
                    field.setText(self.text)
            field.setCursorPosition(self.place)
            if self.start >= 0:
                field.setSelection(self.start, self.length)
            return
        if field.toPlainText() != self.text:
            cursor = field.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(self.text)
        cursor = field.textCursor()
        cursor.setPosition(self.start)
        cursor.setPosition(self.place, QTextCursor.MoveMode.KeepAnchor)
        field.setTextCursor(cursor)


class Scanner(QObject):
    """Listens to all keys of the application.

    `scanned` carries the code of a scan, at once or, while a dialog is open, after it has closed. `repeated` is the same
    code again within two seconds, which counts once. `foreign` is a code that is none of ours. `observed` carries every
    `Scan` with its pace, for the set-up page. `accepts(text)` knows the grammar of our codes.
    """

    scanned = Signal(str)
    repeated = Signal(str)
    foreign = Signal(str)
    observed = Signal(object)
    waiting_changed = Signal(int)

    def __init__(
        self,
        application: QApplication,
        accepts: Callable[[str], bool],
        *,
        prefix: str = "",
        held: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._wedge = Wedge(accepts, prefix)
        self._held = held or (lambda: QApplication.activeModalWidget() is not None)
        self._kept: _Kept | None = None
        self._back: list[tuple[QWidget, QKeyEvent]] = []
        self._replaying = False
        self._last, self._last_at = "", float("-inf")
        self._queue: deque[Scan] = deque()
        self._quiet = QTimer(self, singleShot=True, interval=SLOW_MS + 10)
        self._quiet.timeout.connect(self.flush)
        application.installEventFilter(self)

    @property
    def waiting(self) -> int:
        """How many scans wait for a dialog to close."""
        return len(self._queue)

    def close(self) -> None:
        """Stop listening."""
        self.flush()
        self._application.removeEventFilter(self)

    def put_aside(self, code: str) -> None:
        """Keep a code of ours for the next release: whoever was given it can do nothing with it now."""
        self._wait(Scan(code, code, True))

    def release(self) -> None:
        """Run the scans that waited, in order, unless something still holds them; what is put aside again waits on."""
        for _ in range(len(self._queue)):
            if self._held():
                return
            scan = self._queue.popleft()
            self.waiting_changed.emit(len(self._queue))
            self._hand_on(scan)

    def flush(self) -> None:
        """Nothing more came: a code that is complete without terminator is a scan, anything else was typed."""
        self._quiet.stop()
        scan = self._wedge.silence()
        if scan is not None:
            self._take(scan, monotonic() * 1000)
        else:
            self._give_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the program comes by here: its class is known at once, its type costs a call into Qt.
        if isinstance(event, (QKeyEvent, QInputMethodEvent)):
            ours = event.type() in _KEYS and not self._replaying
            if ours and isinstance(watched, QWidget) and self._is_target(watched):
                return (
                    self._key(watched, event)
                    if isinstance(event, QKeyEvent)
                    else self._composed(watched, event)
                )
        elif (
            self._queue
            and isinstance(event, QHideEvent)
            and isinstance(watched, QWidget)
            and watched.isModal()
        ):
            QTimer.singleShot(0, self, self.release)
        return False

    def _is_target(self, watched: QWidget) -> bool:
        """The widget a key goes to first; a key that is passed on to parents is looked at once only."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return watched is popup or watched is popup.focusWidget()
        focus = QApplication.focusWidget()
        return watched is focus if focus is not None else watched.isWindow()

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        at = float(event.timestamp() or monotonic() * 1000)
        key = Qt.Key(event.key())
        ending = _ENDS.get(key) or ("Enter" if event.text() in _LINE_FEEDS and event.text() else "")
        if ending and not event.modifiers() & ~_PLAIN:
            return self._ended(target, event, ending, at)
        text = event.text()
        plain = len(text) == 1 and not event.modifiers() & ~_PLAIN and not event.isAutoRepeat()
        # Esc, Backspace and Delete have a text as well, and are no signs of a code.
        plain = plain and key < Qt.Key.Key_Escape
        if not plain:
            if key not in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Alt) and self._wedge.pending:
                self._wedge.clear()
                self._give_back()
            return False
        return self._sign(target, text, at, event)

    def _sign(self, target: QWidget, sign: str, at: float, event: QKeyEvent | None) -> bool:
        if not self._wedge.continues(at):
            self._give_back()
            self._kept = _Kept(target) if isinstance(target, TextField) else None
        self._wedge.feed(sign, at)
        self._quiet.start()
        if isinstance(target, TextField) or event is None:
            return not sign.isprintable()
        if sign.isalnum() or sign == "-":
            self._back.append((target, event.clone()))
            return True
        return False

    def _composed(self, target: QWidget, event: QEvent) -> bool:
        text = event.commitString() if isinstance(event, QInputMethodEvent) else ""
        at = monotonic() * 1000
        for sign in text:
            self._sign(target, sign, at, None)
        return False

    def _ended(self, target: QWidget, event: QKeyEvent, ending: str, at: float) -> bool:
        if not self._wedge.pending and self._wedge.follows_scan(at):
            return True
        secret = isinstance(target, QLineEdit) and target.echoMode() != QLineEdit.EchoMode.Normal
        scan = self._wedge.end(ending, at, ours_only=secret)
        if scan is not None:
            self._quiet.stop()
            self._take(scan, at)
            return True
        if not self._back:
            self._kept = None
            return False
        self._back.append((target, event.clone()))
        self._give_back()
        return True

    def _give_back(self) -> None:
        """The held keys were typed by hand after all: do what they do."""
        self._quiet.stop()
        held, self._back, self._kept = self._back, [], None
        self._replaying = True
        try:
            for target, event in held:
                # One of the keys before may have closed the page it was meant for.
                if isValid(target):
                    QApplication.sendEvent(target, event)
        finally:
            self._replaying = False

    def _take(self, scan: Scan, at: float) -> None:
        self._back = []
        if self._kept is not None:
            self._kept.restore()
            self._kept = None
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.observed.emit(scan)
        if scan.known and scan.code == self._last and at - self._last_at <= REPEAT_MS:
            self._last_at = at
            self.repeated.emit(scan.code)
            return
        if scan.known:
            self._last, self._last_at = scan.code, at
        if self._held():
            self._wait(scan)
        else:
            self._hand_on(scan)

    def _wait(self, scan: Scan) -> None:
        self._queue.append(scan)
        self.waiting_changed.emit(len(self._queue))

    def _hand_on(self, scan: Scan) -> None:
        (self.scanned if scan.known else self.foreign).emit(scan.code)
