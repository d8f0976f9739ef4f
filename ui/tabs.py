"""The screens of the window, in one place: a further one is one more line here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.roles import allows
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, Shell
from ui.kit.panels import SidePanel


@dataclass(frozen=True, slots=True)
class TabEntry:
    """One screen. `digit` is fixed by module, so that Ctrl+2 is the same screen in every version; 0 has no key.

    `key` names its texts `shell.tab.<key>` and its help page; `opens` the kinds of records it shows; `target` is imported when the
    screen is first needed, so that starting costs nothing for it; `places` a function that lists parts of the screen for the search box,
    `views` a tuple of views that it goes to as well, with the prefix of their texts.
    """

    key: str
    digit: int
    icon: str
    target: str
    opens: tuple[str, ...] = ()
    at_foot: bool = False
    # Whether a code scanned on another screen may be one of this screen's records.
    takes_scans: bool = False
    places: str = ""
    views: tuple[str, str] = ("", "")
    # Functions by kind of record that make its form for another screen to hold: kind and "module:function".
    forms: tuple[tuple[str, str], ...] = ()

    def named_places(self, role: str) -> tuple[tuple[str, str], ...]:
        """Parts of the screen that a role can go to: name for `open_place`, and the words for it."""
        target, texts = self.views
        found = [
            # The view first: it is what is typed, also by its initials.
            (view.key, f"{t(f'{texts}.{view.key}')}\N{IDEOGRAPHIC SPACE}{t(f'shell.tab.{self.key}')}")
            for view in (_named(target) if target else ())
            if not view.under and (view.asks is None or allows(role, view.asks))
        ]
        return (*found, *(_named(self.places)(role) if self.places else ()))

    def load(self) -> Any:
        """Import the screen; its class."""
        return _named(self.target)

    def make(self, shell: Shell) -> FeatureTab:
        """Build the screen."""
        made = self.load()(shell)
        assert isinstance(made, FeatureTab)
        return made


def _named(target: str) -> Any:
    """What stands behind "module:name", imported now."""
    module, name = target.split(":")
    return getattr(import_module(module), name)


TABS: tuple[TabEntry, ...] = (
    TabEntry("today", 1, "clipboard-check-outline", "ui.today.tab:TodayTab"),
    TabEntry(
        "passes",
        2,
        "card-account-details-outline",
        "ui.passes.tab:PassesTab",
        opens=("pass",),
        takes_scans=True,
    ),
    TabEntry(
        "gate",
        3,
        "boom-gate-outline",
        "ui.gate.tab:GateTab",
        views=("ui.gate.views:VIEWS", "gate_views.view"),
        opens=("visit", "vehicle", "vehicle_run", "crossing", "refusal", "retest"),
        takes_scans=True,
    ),
    TabEntry(
        "supplies",
        4,
        "package-variant-closed",
        "ui.supplies.tab:SuppliesTab",
        views=("ui.supplies.views:VIEWS", "supplies_tab.view"),
        opens=("item", "receipt", "run_receipt", "dispatch", "transfer", "stocktake", "donor"),
        takes_scans=True,
    ),
    TabEntry(
        "isolation",
        5,
        "bed-outline",
        "ui.isolation.tab:IsolationTab",
        views=("ui.isolation.views:VIEWS", "isolation_tab.view"),
        opens=("room", "stay", "admission_draft"),
        takes_scans=True,
    ),
    TabEntry(
        "disinfection",
        6,
        "spray-bottle",
        "ui.disinfection.tab:DisinfectionTab",
        views=("ui.disinfection.views:VIEWS", "disinfection_tab.view"),
        opens=("round", "terminal_round", "area", "disinfection_record", "mix", "lamp", "short"),
        forms=(("round", "ui.disinfection.elsewhere:round_form"),),
    ),
    TabEntry(
        "duty",
        7,
        "calendar-account-outline",
        "ui.duty.tab:DutyTab",
        views=("ui.duty.views:VIEWS", "duty_tab.view"),
        opens=(
            "roster_person",
            "roster_day",
            "handover",
            "incident",
            "log_entry",
            "repair",
            "patrol",
            "reference",
            "routine",
            "facility",
            "booking",
        ),
        takes_scans=True,
    ),
    TabEntry(
        "reports",
        8,
        "file-chart-outline",
        "ui.reports.tab:ReportsTab",
        views=("ui.reports.views:VIEWS", "reports_tab.view"),
        opens=(
            *("report_unit", "report_day", "key_person", "bulletin", "grid_team", "grid_member"),
            *("person_test", "returnee", "return_batch"),
        ),
    ),
    TabEntry(
        "office",
        0,
        "cog-outline",
        "ui.office.tab:OfficeTab",
        opens=("person", "unit", "household", "gate", "building", "campus", "store", "officer", "policy"),
        at_foot=True,
        places="ui.office.subjects:named_subjects",
    ),
)


def list_places(entries: Iterable[TabEntry], role: str) -> list[tuple[str, tuple[str, str, str]]]:
    """Screens and parts of screens by name, for the search box."""
    found: list[tuple[str, tuple[str, str, str]]] = []
    for entry in entries:
        found.append((t(f"shell.tab.{entry.key}"), ("place", entry.key, "")))
        found += [(name, ("place", entry.key, place)) for place, name in entry.named_places(role)]
    return found


def make_form(
    entries: Iterable[TabEntry], shell: Shell, kind: str, record_id: int, parent: QWidget
) -> SidePanel | None:
    """The form of one record for a screen that is not its own; None where no screen lends one, or not of this record."""
    target = next((dict(entry.forms)[kind] for entry in entries if kind in dict(entry.forms)), None)
    if target is None:
        return None
    module, name = target.split(":")
    return getattr(import_module(module), name)(shell, record_id, parent)
