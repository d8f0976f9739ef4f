"""Pictures of the kinds of open things, and of what stands in the column at the right."""

from __future__ import annotations

from collections.abc import Mapping

from ui.kit.tokens import Tone

KINDS: Mapping[str, str] = {
    "incident": "bell-outline",
    "vehicle": "truck-outline",
    "visit": "account-clock-outline",
    "pass": "card-account-details-outline",
    "temperature": "thermometer",
    "isolation": "bed-outline",
    "disinfection": "spray-bottle",
    "supplies": "package-variant-closed",
    "gate": "boom-gate-outline",
    "report": "file-chart-outline",
    "screening": "clipboard-check-outline",
    "key": "phone-outline",
    "log": "note-text-outline",
    "repair": "wrench-outline",
    "booking": "calendar-clock-outline",
    "data": "database-alert-outline",
    "other": "information-outline",
}
# Where nothing is left to do.
DONE = "check-circle"
TONES: Mapping[str, Tone] = {tone.value: tone for tone in Tone}


def picture_of(kind: str) -> str:
    """The picture of a kind."""
    return KINDS.get(kind, KINDS["other"])
