"""What went wrong or nearly: opened by hand or by another desk, followed until it has an outcome."""

from duty_desk.incidents.incidents import (
    EntryRow,
    IncidentDetail,
    IncidentLink,
    IncidentRow,
    add_entry,
    close,
    get_incident,
    list_incidents,
    note,
    open_incident,
    report,
)

__all__ = [
    "EntryRow",
    "IncidentDetail",
    "IncidentLink",
    "IncidentRow",
    "add_entry",
    "close",
    "get_incident",
    "list_incidents",
    "note",
    "open_incident",
    "report",
]
