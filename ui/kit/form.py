"""Forms: each error stands at its field in words, what was typed is kept, F8 walks through what is left to correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.strings import t
from ui.kit.field_frame import State
from ui.kit.form_field import Check, FormField
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark, draw_mark, mark_size, smooth
from ui.kit.tokens import CONTROL, SMALL, Tone


class ProblemChip(QPushButton):
    """How many fields are left to correct; pressing it goes to the next one. Hidden when none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setFixedHeight(CONTROL)
        self._mark = Mark("", Tone.DANGER)

    def set_count(self, count: int) -> None:
        self._mark = Mark(t("kit.form.problems", count=count), Tone.DANGER)
        self.setAccessibleName(self._mark.word)
        self.setToolTip(f"{t('kit.form.next_problem')}  F8")
        if count == 0 or self.parentWidget() is not None:
            self.setVisible(count > 0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(mark_size(self._mark).width(), CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        draw_mark(painter, 0, QRectF(self.rect()).center().y(), self._mark)


class Form(QWidget):
    """Fields by name, in reading order. The names are the argument names of the service that saves them."""

    changed = Signal()
    problems_changed = Signal(int)

    def __init__(self, *, label_width: int = 0, gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._fields: dict[str, FormField] = {}
        self._dirty = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(gap)
        self._banner = Banner(Tone.DANGER, "", parent=self)
        self._banner.hide()
        self._rows.addWidget(self._banner)
        QShortcut(
            QKeySequence(Qt.Key.Key_F8), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        ).activated.connect(self.next_problem)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def add(
        self,
        name: str,
        label: str,
        control: QWidget,
        *,
        help: str = "",
        note: str = "",
        check: Check | None = None,
        warn: Check | None = None,
    ) -> FormField:
        """Add a field. `check` and `warn` get the value on leaving and give a sentence or None (or raise InputError)."""
        field = FormField(
            name,
            label,
            control,
            help=help,
            note=note,
            check=check,
            warn=warn,
            label_width=self._label_width,
            parent=self,
        )
        self._fields[name] = field
        self._rows.addWidget(field)
        field.edited.connect(self._edited)
        field.judged.connect(self._count)
        if isinstance(control, QLineEdit):
            control.returnPressed.connect(lambda: self._after(field))
        return field

    def add_widget(self, widget: QWidget) -> None:
        """Anything between the fields."""
        self._rows.addWidget(widget)

    def add_section(self, title: str) -> None:
        """A bold small heading between groups of fields."""
        if self._rows.count() > 1:  # more than the banner
            self._rows.addSpacing(4)
            self._rows.addWidget(Line(parent=self))
        self._rows.addWidget(Label(title, px=SMALL, bold=True, colour="text2", parent=self))

    def field(self, name: str) -> FormField:
        return self._fields[name]

    def control(self, name: str) -> Any:
        return self._fields[name].control

    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    @property
    def dirty(self) -> bool:
        """Whether anything was typed since the values were last set or saved."""
        return self._dirty

    def values(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self._fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill in without counting as typed; names that are no field are ignored."""
        for name, value in values.items():
            if name in self._fields:
                self._fields[name].set_value(value)
        self._dirty = False

    def mark_saved(self) -> None:
        self._dirty = False

    def mark_typed(self) -> None:
        """Count what stands in the form as typed: a draft was put back."""
        self._edited()

    def check_all(self) -> bool:
        """Run every check; False after focusing the first wrong field. For the submit button, which is never disabled."""
        for field in self._fields.values():
            field.judge()
        if self.problem_count == 0:
            return True
        self.focus_first_problem()
        return False

    def show_error(self, error: DutyDeskError) -> None:
        """Put a refusal where it belongs: at its field, or in words at the top of the form. What was typed is kept."""
        if isinstance(error, InputError | Problems):
            self.show_errors(error)
            return
        self._banner.say(error.text, tone=Tone.DANGER)
        self._banner.show()
        self.ensure_visible(self._banner)

    def show_errors(self, error: Problems | InputError) -> None:
        """Mark the fields named and focus the first of them."""
        self._banner.hide()
        errors = error.errors if isinstance(error, Problems) else [error]
        lost = [each for each in errors if each.field not in self._fields]
        for each in errors:
            if each.field in self._fields:
                self._fields[each.field].set_remark(each.text, State.ERROR)
        if lost:
            self._banner.say(" ".join(each.text for each in lost), tone=Tone.DANGER)
            self._banner.show()
        self._count()
        self.focus_first_problem()

    def warn(self, name: str, text: str) -> None:
        """A warning at a field; it does not block."""
        self._fields[name].set_remark(text, State.WARNING if text else None)

    def clear_errors(self) -> None:
        self._banner.hide()
        for field in self._fields.values():
            field.set_remark("")
        self._count()

    @property
    def problem_count(self) -> int:
        return len(self._wrong())

    def banner_text(self) -> str:
        """What stands at the top of the form, empty when nothing does."""
        return "" if self._banner.isHidden() else self._banner.title.text()

    def problem_chip(self) -> ProblemChip:
        """The chip for the foot of the panel."""
        chip = ProblemChip()
        chip.clicked.connect(self.next_problem)
        self.problems_changed.connect(chip.set_count)
        chip.set_count(self.problem_count)
        return chip

    def next_problem(self) -> None:
        """Focus the wrong field after the one in focus, round and round."""
        wrong = self._wrong()
        if not wrong:
            return
        order = list(self._fields.values())
        here = next((i for i, field in enumerate(order) if field.has_focus()), -1)
        self._focus(next((field for field in wrong if order.index(field) > here), wrong[0]))

    def focus_first_problem(self) -> None:
        wrong = self._wrong()
        if wrong:
            self._focus(wrong[0])

    def focus_first_empty(self) -> None:
        """Where typing goes on after a known person was chosen."""
        empty = next(
            (field for field in self._fields.values() if field.is_open() and not field.value()), None
        )
        if empty is not None:
            self._focus(empty)

    def ensure_visible(self, widget: QWidget) -> None:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget, 16, 48)
                # Once more when the sentence at the field has its place.
                QTimer.singleShot(0, widget, lambda area=above: _bring(area, widget))
                return
            above = above.parentWidget()

    def _focus(self, field: FormField) -> None:
        field.take_focus()
        self.ensure_visible(field)

    def _wrong(self) -> list[FormField]:
        return [field for field in self._fields.values() if field.wrong]

    def _count(self) -> None:
        self.problems_changed.emit(self.problem_count)

    def _edited(self) -> None:
        self._dirty = True
        self.changed.emit()

    def _after(self, field: FormField) -> None:
        """Enter goes to the next field that can be filled in."""
        order = list(self._fields.values())
        for each in order[order.index(field) + 1 :]:
            if each.is_open():
                self._focus(each)
                return

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is None or now is None:
            return
        for field in self._fields.values():
            if field.holds(old) and not field.holds(now):
                field.leave()


def _bring(area: QScrollArea, widget: QWidget) -> None:
    if widget.isVisible():
        area.ensureWidgetVisible(widget, 16, 48)
