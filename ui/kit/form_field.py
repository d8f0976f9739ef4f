"""One field of a form: label, control, help, and the error or warning under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from duty_desk.errors import InputError
from duty_desk.strings import language
from ui.kit.choices import ChoiceBar
from ui.kit.field_frame import State
from ui.kit.labels import Label
from ui.kit.notices import Remark
from ui.kit.tokens import CONTROL, SMALL, Tone

Check = Callable[[Any], str | None]
_TONES = {State.ERROR: Tone.DANGER, State.WARNING: Tone.WARN}


def usual_label_width() -> int:
    """72 px for Chinese labels, 112 for English ones."""
    return 72 if language() == "zh_CN" else 112


def beside_labels(widget: QWidget) -> QWidget:
    """`widget` in the column of the controls: what belongs to the field above it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(usual_label_width() + 8, 0, 0, 0)
    row.addWidget(widget)
    if isinstance(widget, ChoiceBar):
        widget.let_wrap()
    else:
        row.addStretch()
    return holder


class FormField(QWidget):
    """A control with its label. The control has `value()`, `set_value()` and a `changed` signal."""

    edited = Signal()
    judged = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        control: QWidget,
        *,
        help: str = "",
        note: str = "",
        check: Check | None = None,
        warn: Check | None = None,
        label_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name, self.control = name, control
        self._check, self._warn = check, warn
        self._touched, self._state, self._remark = False, None, None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.label = Label(label, colour="text2", wrap=True, parent=self)
        self.label.setFixedWidth(label_width or usual_label_width())
        self.label.setMinimumHeight(CONTROL)
        self.label.setBuddy(control)
        self._grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop)
        # Made when there is something to say: a form opens for every pass.
        self.note: Label | None = None
        self._help: Label | None = None
        self._row = row = QHBoxLayout()
        row.setSpacing(8)
        if isinstance(control, ChoiceBar):
            control.let_wrap()
        row.addWidget(control)
        if (
            control.sizePolicy().horizontalPolicy() in (QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
            or control.maximumWidth() < 10_000
        ):
            row.addStretch()
        self._grid.addLayout(row, 0, 1)
        # A box with words of its own says both: what it is about, and what a tick means.
        own = control.text() if isinstance(control, QCheckBox) else ""
        for each in (control, control.focusProxy()):
            if each is not None:
                each.setAccessibleName(f"{label} {own}".strip())
        self.set_note(note)
        self.set_help(help)
        control.changed.connect(self._changed)  # type: ignore[attr-defined]

    @property
    def wrong(self) -> bool:
        """Whether an error stands here; a warning does not count."""
        return self._state is State.ERROR

    @property
    def state(self) -> State | None:
        return self._state

    def remark(self) -> str:
        """The sentence under the control, empty when none."""
        return self._remark.text() if self._remark is not None else ""

    def value(self) -> Any:
        return self.control.value()  # type: ignore[attr-defined]

    def set_value(self, value: Any) -> None:
        before = self.value()
        self.control.set_value(value)  # type: ignore[attr-defined]
        self._touched = False
        if self.wrong and self.value() != before:
            self.set_remark("")

    def set_help(self, text: str) -> None:
        if text and self._help is None:
            self._help = Label(px=SMALL, colour="text2", wrap=True, parent=self)
            self._grid.addWidget(self._help, 2, 1)
        if self._help is not None:
            self._help.setText(text)
            self._help.setVisible(bool(text))
        self.control.setAccessibleDescription(text)

    def set_note(self, text: str) -> None:
        if text and self.note is None:
            self.note = Label(px=SMALL, colour="text2", parent=self)
            self._row.insertWidget(1, self.note)
        if self.note is not None:
            self.note.setText(text)
            self.note.setVisible(bool(text))

    def set_remark(self, text: str, state: State | None = None) -> None:
        """Show `text` under the control as an error or a warning; no text takes it away."""
        self._state = state if text else None
        if self._remark is not None:
            self._grid.removeWidget(self._remark)
            self._remark.hide()
            self._remark.deleteLater()
            self._remark = None
        if text and state is not None:
            self._remark = Remark(text, _TONES[state])
            self._grid.addWidget(self._remark, 1, 1)
            if self.isVisible():
                # Qt would wait for its next turn, and the form would be seen before it has grown by the sentence.
                self._remark.show()
        if hasattr(self.control, "set_state"):
            self.control.set_state(self._state)  # type: ignore[attr-defined]
        self.control.setAccessibleDescription(text or (self._help.text() if self._help is not None else ""))
        self.judged.emit()

    def judge(self) -> None:
        """Run the checks on the value as it is."""
        own: Callable[[], str] | None = getattr(self.control, "problem", None)
        sentence = (own() if own is not None else "") or _ask(self._check, self.value())
        if sentence:
            self.set_remark(sentence, State.ERROR)
            return
        warning = _ask(self._warn, self.value())
        if warning:
            self.set_remark(warning, State.WARNING)
        elif self._touched or self._check is not None or own is not None:
            self.set_remark("")

    def leave(self) -> None:
        """The keyboard left: judge what was typed, never earlier."""
        if self._touched:
            self.judge()
            self._touched = False

    def holds(self, widget: QWidget) -> bool:
        return widget is self.control or self.control.isAncestorOf(widget)

    def has_focus(self) -> bool:
        inside = self.window().focusWidget()
        return inside is not None and self.holds(inside)

    def take_focus(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.control, QLineEdit):
            self.control.selectAll()

    def is_open(self) -> bool:
        """Whether something can be entered here."""
        fixed = isinstance(self.control, QLineEdit | QPlainTextEdit) and self.control.isReadOnly()
        return self.control.isEnabled() and not self.isHidden() and not fixed

    def _changed(self) -> None:
        self._touched = True
        typed = isinstance(self.control, QLineEdit | QPlainTextEdit)
        if not typed and self._state is not None:
            self.judge()
        elif self.wrong:
            # The sentence was about what stood there before; the next one is said on leaving.
            self.set_remark("")
        self.edited.emit()


def _ask(check: Check | None, value: Any) -> str | None:
    if check is None:
        return None
    try:
        return check(value)
    except InputError as error:
        return error.text
