"""One stay beside a list: facts, what is missing, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.strings import t
from ui.isolation.stays_changes import place_of
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.facts import Facts
from ui.kit.more import Act, more_buttons
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

Verb = tuple[str, str, Kind, str, Callable[[], object]]
Fact = tuple[str, str]
STATES = {
    "requested": (Tone.WARN, "clipboard-check-outline"),
    "assessed": (Tone.WARN, "alert"),
    "approved": (Tone.INFO, "bookmark-outline"),
    "admitted": (Tone.INFO, "bed"),
    "ended": (Tone.NEUTRAL, "logout"),
    "dropped": (Tone.NEUTRAL, "cancel"),
}


def child_chip(*, shown: bool = False) -> Chip:
    """The mark of somebody under 14, hidden until it is one (check S-56)."""
    chip = Chip(Mark(t("people.child"), Tone.WARN, "alert-octagon"))
    if not shown:
        chip.hide()
    return chip


def state_mark(row: StayRow) -> Mark:
    """The state of a stay as it stands everywhere."""
    tone, icon = STATES[row.state.value]
    if row.state.value == "ended" and row.ending is not None:
        return Mark(t(f"isolation.ending.{row.ending.value}"), tone, icon)
    if row.state.value == "approved" and "notice" in row.lacks:
        return Mark(t("isolation_forms.chain.to_sign"), Tone.WARN, "clipboard-check-outline")
    return Mark(t(f"isolation.state.{row.state.value}"), tone, icon)


class StayPanel(SidePanel):
    """`show_row` fills it; `show_acts` puts the verbs in the foot, the rest into the menu at the right."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.stay = 0
        self.buttons: list[Button] = []
        self.more: Sequence[Act] = ()
        self._column = QVBoxLayout()
        self.revealed: Facts | None = None
        self.facts: tuple[Facts, Facts] = (Facts(), Facts())
        self.child = child_chip()
        self.add_to_head(self.child)

    def fact(self, key: str) -> str:
        """What a fact says now."""
        return self.facts[0].text(key) or self.facts[1].text(key)

    def show_row(self, row: StayRow, below: Sequence[QWidget] = ()) -> None:
        """Who it is, names and numbers shortened, and how far it has come."""
        self.stay = row.id
        note = "\N{IDEOGRAPHIC SPACE}".join(part for part in (place_of(row), row.number or "") if part)
        self.set_head(masking.mask_name(row.name), note, state_mark(row))
        self.child.setVisible(row.child)
        body = QWidget()
        column = QVBoxLayout(body)
        self._column = column
        self.revealed = None
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for tone, fact, remedy in _banners(row):
            column.addWidget(Banner(tone, fact, remedy))
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, (_left(row), _right(row)), strict=True):
            for key, value in values:
                facts.add(key, t(f"isolation_forms.fact.{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        for widget in below:
            column.addWidget(widget)
        self.set_body(body)

    def show_in_full(self, values: Mapping[str, str], milliseconds: int) -> None:
        """Name and numbers in full for a while; another record or the time takes them away."""
        shown = Facts()
        for key, value in values.items():
            shown.add(key, t(f"isolation_forms.reveal.{key}"), value, bold=True)
        shown.finish()
        self._column.insertWidget(0, shown)
        self.revealed = shown
        QTimer.singleShot(milliseconds, shown, lambda: _take_away(shown))

    def show_acts(self, verbs: Sequence[Verb], more: Sequence[Act]) -> None:
        """Buttons as (words, icon, kind, key, act)."""
        self.buttons = []
        for words, icon, kind, key, act in verbs:
            button = Button(words, icon=icon, kind=kind, key=key, bind=False, parent=self)
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons.append(button)
        self.more = more
        self.set_foot(self.buttons, more_buttons(t("isolation_forms.more"), more))


def _take_away(shown: QWidget) -> None:
    shown.hide()
    shown.deleteLater()


def _banners(row: StayRow) -> list[tuple[Tone, str, str]]:
    if row.emergency_until is None or not row.lacks:
        return []
    missing = t("isolation.list_mark").join(t(f"isolation.lacks.{each}") for each in row.lacks)
    return [
        (
            Tone.DANGER,
            t("isolation_forms.emergency.lacks", missing=missing),
            t("isolation_forms.emergency.until", moment=formats.moment(row.emergency_until)),
        )
    ]


def _left(row: StayRow) -> list[Fact]:
    days = ""
    if row.due_on is not None:
        days = t("isolation_forms.fact.days_words", days=row.days or 0, day=formats.day(row.counted_from))
    return [
        ("category", t(f"isolation.category.{row.category}")),
        ("unit", row.unit or ""),
        ("home", row.home or ""),
        ("exposure", " ".join(filter(None, (formats.day(row.exposure_on), row.exposure_way)))),
        ("admitted", formats.moment(row.admitted_at)),
        ("due", formats.day(row.due_on)),
        ("days", days),
        ("diet", " ".join(filter(None, (t(f"isolation.diet.{row.diet}"), row.diet_note)))),
        ("ended", formats.moment(row.ended_at)),
        ("home_until", formats.day(row.home_until)),
    ]


def _right(row: StayRow) -> list[Fact]:
    notice = ""
    if row.notice is not None:
        notice = " ".join((t(f"isolation.notice.{row.notice}"), formats.moment(row.notice_at)))
    witnesses = t("isolation.list_mark").join(filter(None, (row.witness_one, row.witness_two)))
    contact = " ".join(filter(None, (row.contact_name, masking.mask_phone(row.contact_phone))))
    return [
        ("requested", " ".join(filter(None, (formats.moment(row.requested_at), row.requester)))),
        ("reason", row.reason),
        ("assessed", " ".join(filter(None, (row.assessed_by, row.assessment)))),
        (
            "approved",
            " ".join(filter(None, (row.approval_number, row.approver, formats.moment(row.approved_at)))),
        ),
        ("notice", notice),
        ("witnesses", witnesses),
        ("kit", t("isolation.list_mark").join(row.kit)),
        ("contact", contact),
        ("ending", " ".join(filter(None, (row.ending_place, row.ending_note)))),
        ("release_number", row.release_number or ""),
    ]
