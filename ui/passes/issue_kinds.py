"""What each kind of pass asks for: which fields, in which order, how long at first; and the drop-down of the kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer

from duty_desk.passes import OWN_REASON, PassKind
from duty_desk.strings import t
from ui.kit.combo import ComboBox

VISITOR = "visitor"
_PERSON = ("name", "id_kind", "id_number", "phone")
_WHERE = ("reason_text", "gates", "period", "hours")
# What is seldom needed and stands at the end of the form.
REST = ("entries", "zone", "photo", "remark")


@dataclass(frozen=True, slots=True)
class KindForm:
    """The form of a kind. `fields` in reading order; typing starts at `first`; `days` it runs at first, `presets` offered.

    `prints` is whether a card of ours comes out; `needs_holder` whether there is always a person.
    """

    fields: tuple[str, ...]
    first: str
    days: int
    presets: tuple[int, ...]
    prints: bool = True
    needs_holder: bool = True


_TEMPORARY = KindForm(
    ("reason", *_PERSON, "unit", *_WHERE, "health", "approver", *REST), "name", 3, (1, 3, 7, 14)
)
FORMS: Mapping[PassKind, KindForm] = {
    PassKind.TEMPORARY: _TEMPORARY,
    PassKind.MATERIAL: KindForm(_TEMPORARY.fields, "name", 1, (1, 3, 7, 14)),
    PassKind.VEHICLE: KindForm(
        ("reason", "plate", "vehicle_use", "owner", *_PERSON, "department", *_WHERE, "approver", *REST),
        "plate",
        7,
        (1, 7, 14, 30),
        needs_holder=False,
    ),
    # Crews get theirs from their job; this is for a slip written by hand.
    PassKind.CREW: KindForm(
        (*_PERSON, "unit", *_WHERE, "health", "approver", *REST), "name", 7, (1, 7, 14, 30)
    ),
    PassKind.HOUSEHOLD: KindForm(
        ("household", *_PERSON, *_WHERE, "approver", *REST), "household", 30, (7, 14, 30, 90)
    ),
    PassKind.EXTERNAL: KindForm(
        (
            "issuer_name",
            "outside_number",
            "reason",
            "plate",
            "owner",
            *_PERSON,
            "reason_text",
            "period",
            "remark",
        ),
        "issuer_name",
        30,
        (7, 14, 30, 90),
        prints=False,
        needs_holder=False,
    ),
}


def reasons_of(kind: PassKind, reasons: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The reasons that a form of a kind offers, its own first. Choosing that of course material makes such a pass."""
    own = OWN_REASON.get(kind, "")
    special = set(OWN_REASON.values())
    more = {
        PassKind.TEMPORARY: {OWN_REASON[PassKind.MATERIAL]},
        PassKind.MATERIAL: {OWN_REASON[PassKind.MATERIAL]},
        PassKind.VEHICLE: {OWN_REASON[PassKind.VEHICLE], OWN_REASON[PassKind.CREW]},
        PassKind.EXTERNAL: {OWN_REASON[PassKind.VEHICLE], OWN_REASON[PassKind.CREW]},
    }.get(kind, {own})
    offered = [each for each in reasons if each[0] not in special or each[0] in more]
    if kind is PassKind.VEHICLE:
        offered.sort(key=lambda each: each[0] != own)
    return offered


def kind_box(kind: PassKind, choose: Callable[[str], object]) -> ComboBox:
    """A drop-down of the kinds; `choose` is told the key of the one wanted instead. Visitors are the gate's."""
    options = [(one.value, t(f"passes.kind.{one.value}")) for one in PassKind]
    options.append((VISITOR, t("passes_tab.kind_visitor")))
    box = ComboBox(options, kind.value, name=t("passes_tab.series"))
    # Told after its list is closed, because the box goes with its form.
    box.activated.connect(lambda _row: QTimer.singleShot(0, box, lambda: _tell(box, kind, choose)))
    return box


def _tell(box: ComboBox, kind: PassKind, choose: Callable[[str], object]) -> None:
    wanted = str(box.value())
    if wanted != kind.value:
        box.set_value(kind.value)
        choose(wanted)
