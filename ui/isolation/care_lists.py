"""Every reading and every entry of care as lists: narrowed, searched, exported and printed (product rules I5, I6 and X3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.isolation import CARE, READINGS
from duty_desk.isolation import care as care_rows
from duty_desk.isolation.care_ledger import MARK_TONES
from duty_desk.strings import t
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.list_view import ALL, Chip, ListView


class ReadingsView(ListView):
    """Enter opens the stay that was read."""

    LEDGER = READINGS
    STRONG = "name"
    SEARCHES = "isolation_forms.stays.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"reading", "stay"})

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for mark, filters in (
            ("abnormal", {"abnormal": True}),
            ("late", {"marked": ["late"]}),
            ("not_taken", {"marked": ["not_taken"]}),
        ):
            tone, icon = MARK_TONES[mark]
            found[mark] = Chip(t(f"isolation_care.mark.{mark}"), filters, icon, Tone(tone))
        return found

    def show_row(self, row_id: int) -> None:
        _open_stay(self, row_id)

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.readings.empty"),
            t("isolation_forms.readings.empty_next"),
            icon="thermometer",
            tone=None,
        )


class CareView(ListView):
    """Enter opens the stay it was done for."""

    LEDGER = CARE
    STRONG = "name"
    SEARCHES = "isolation_forms.stays.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"care_entry", "stay"})

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for kind in (care_rows.MEAL, *care_rows.KINDS):
            found[kind] = Chip(t(f"isolation_care.kind.{kind}"), {"kind": [kind]})
        return found

    def show_row(self, row_id: int) -> None:
        _open_stay(self, row_id)

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.care.empty"),
            t("isolation_forms.care.empty_next"),
            icon="clipboard-check-outline",
            tone=None,
        )


def _open_stay(view: ListView, row_id: int) -> None:
    """Lead from an entry to the stay it belongs to."""
    row = view.list.current_row()
    if row is not None and row.id == row_id:
        view.tab.open_stay_elsewhere(row.stay)
