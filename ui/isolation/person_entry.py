"""A temperature typed on the card of a person; Enter saves it and goes on to the next door along the floor."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import readings
from duty_desk.isolation.board import Occupant
from duty_desk.isolation.slot_rules import ReadingSlot, SlotState, opens_at
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckGroup
from ui.kit.choices import Choice, Segmented
from ui.kit.notices import Banner, Remark
from ui.kit.number_fields import TemperatureField
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.isolation.person_panel import PersonPanel

NONE = "none"
SYMPTOMS = ("dry_cough", "fatigue", "sore_throat", "smell_taste", "diarrhoea", "other")
OPEN = (SlotState.DUE, SlotState.MISSING)


def best_slot(one: Occupant, now: datetime) -> ReadingSlot:
    """Which of the two slots is likely meant: the one that is due, else the last one missed, else the one of this half of the day."""
    for state in (SlotState.DUE, SlotState.MISSING):
        for slot, view in ((ReadingSlot.PM, one.pm), (ReadingSlot.AM, one.am)):
            if view.state is state:
                return slot
    return ReadingSlot.PM if now >= opens_at(now.date(), ReadingSlot.PM) else ReadingSlot.AM


class Entry(QWidget):
    """Morning or evening, the value, symptoms. A first high or low reading asks for the second one before it goes on."""

    def __init__(self, panel: PersonPanel) -> None:
        super().__init__()
        self._panel = panel
        # A first reading that waits for its second one.
        self._retest: int | None = None
        self.slot = Segmented(
            [
                Choice(slot.value, t(f"isolation_tab.slot.{slot.value}"))
                for slot in (ReadingSlot.AM, ReadingSlot.PM)
            ],
            name=t("isolation_tab.entry.slot"),
        )
        self.value = TemperatureField(name=t("isolation_tab.entry.value"), width=104)
        self.value.returnPressed.connect(self.submit)
        self.value.confirmation_asked.connect(lambda words: self._say(words, Tone.WARN))
        self.save = Button(t("isolation_tab.entry.save"), kind=Kind.PRIMARY, note="")
        self.save.clicked.connect(self.submit)
        first = QHBoxLayout()
        first.setSpacing(8)
        for part in (self.slot, self.value, self.save):
            first.addWidget(part)
        first.addStretch()
        self.symptoms = CheckGroup(
            [(NONE, t("isolation_care.symptom.none"))]
            + [(key, t(f"isolation_care.symptom.{key}")) for key in SYMPTOMS]
        )
        self.symptoms.set_value([NONE])
        for box in self.symptoms.boxes():
            box.changed.connect(lambda box=box: self._ticked(box))
        self.banner = Banner(Tone.WARN, "")
        self.banner.hide()
        self._remark: Remark | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.banner)
        self._column.addLayout(first)
        self._column.addWidget(self.symptoms)

    def show_person(self, one: Occupant) -> None:
        """Begin with nothing typed."""
        now = self._panel.view.desk.now
        self._retest = None
        waits = next((view for view in (one.pm, one.am) if view.waits and view.reading_id), None)
        self.banner.hide()
        self._say("", Tone.WARN)
        self.slot.set_value(best_slot(one, now).value)
        self.value.set_value(None)
        self.symptoms.set_value([NONE])
        self.save.set_words(t("isolation_tab.entry.save"))
        if waits is not None and waits.reading_id is not None and waits.temperature is not None:
            self._ask_second(waits.reading_id, waits.temperature, None)

    @property
    def unsaved(self) -> bool:
        """Whether a value stands there that was not saved."""
        return bool(self.value.text().strip())

    @property
    def remark_text(self) -> str:
        """What stands below the field."""
        return self._remark.text() if self._remark is not None else ""

    def submit(self) -> bool:
        """Save and go on to the next door; what is wrong stands below the field."""
        return self.keep(go_on=True)

    def keep(self, *, go_on: bool = False) -> bool:
        """Save, and stay unless told otherwise."""
        if problem := self.value.problem():
            self._say(problem, Tone.DANGER)
            return False
        value = self.value.value()
        if not isinstance(value, Decimal):
            self._say(t("isolation_tab.entry.missing"), Tone.DANGER)
            self.value.setFocus()
            return False
        panel = self._panel
        slot = ReadingSlot(self.slot.value())
        try:
            with panel.view.desk.work() as work:
                if self._retest is not None:
                    done = readings.add_retest(work, self._retest, retest=float(value))
                else:
                    done = readings.record_reading(
                        work,
                        stay=panel.stay_id,
                        day=work.at.date(),
                        slot=slot,
                        temperature=float(value),
                        symptoms=[key for key in self.symptoms.value() if key != NONE],
                    )
        except DutyDeskError as error:
            self._say(error.text, Tone.DANGER)
            self.value.setFocus()
            return False
        self.value.set_value(None)
        self._say("", Tone.WARN)
        if done.needs_retest:
            self._ask_second(done.reading, float(value), done.rest_until)
            return True
        words = t(
            "isolation_tab.entry.saved",
            room=panel.room_name,
            slot=t(f"isolation_tab.slot.{slot.value}"),
            value=f"{value:.1f}",
        )
        panel.view.shell.notify(words, locked=t("isolation_tab.entry.locked"))
        if done.fever:
            self._retest = None
            self.banner.say(
                t("isolation_tab.entry.fever", value=f"{value:.1f}"),
                t("isolation_tab.entry.fever_next"),
                Tone.DANGER,
            )
            self.banner.show()
            return True
        self._retest = None
        if go_on:
            panel.go_on(slot)
        return True

    def _ask_second(self, reading: int, value: float, rest_until: datetime | None) -> None:
        self._retest = reading
        body = t("isolation_tab.entry.second_next")
        if rest_until is not None:
            body = t("isolation_tab.entry.second_at", clock=formats.clock(rest_until))
        self.banner.say(t("isolation_tab.entry.second", value=f"{value:.1f}"), body, Tone.WARN)
        self.banner.show()
        self.save.set_words(t("isolation_tab.entry.save_second"))

    def _ticked(self, box: QWidget) -> None:
        """No symptoms and a symptom exclude one another."""
        boxes = dict(zip(self.symptoms.keys(), self.symptoms.boxes(), strict=True))
        none = boxes[NONE]
        if box is none and none.isChecked():
            for key, each in boxes.items():
                if key != NONE:
                    each.setChecked(False)
        elif box is not none and getattr(box, "isChecked", bool)():
            none.setChecked(False)

    def _say(self, words: str, tone: Tone) -> None:
        """A sentence below the field, or none."""
        if self._remark is not None:
            self._column.removeWidget(self._remark)
            self._remark.hide()
            self._remark.deleteLater()
            self._remark = None
        if words:
            self._remark = Remark(words, tone, self)
            self._column.insertWidget(2, self._remark)
            self._remark.show()
