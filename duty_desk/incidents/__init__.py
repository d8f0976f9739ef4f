"""What went wrong or nearly: opened by hand or by another desk, followed until it has an outcome."""

from db.vocabulary import IncidentKind
from duty_desk.incidents.incidents import (
    GRAVE,
    LEVELS,
    TELL_WITHIN,
    TOLD,
    WAYS,
    add_entry,
    change,
    close,
    involve,
    note,
    open_incident,
    report,
    strike,
    tie,
    untie,
)
from duty_desk.incidents.ledgers import INCIDENTS
from duty_desk.incidents.links import IncidentLink, find_subjects
from duty_desk.incidents.rows import (
    ENTRIES,
    REPORTS,
    EntryRow,
    IncidentDetail,
    IncidentRow,
    get_incident,
    list_incidents,
)

__all__ = [
    "ENTRIES",
    "GRAVE",
    "INCIDENTS",
    "LEVELS",
    "REPORTS",
    "TELL_WITHIN",
    "TOLD",
    "WAYS",
    "EntryRow",
    "IncidentDetail",
    "IncidentKind",
    "IncidentLink",
    "IncidentRow",
    "add_entry",
    "change",
    "close",
    "find_subjects",
    "get_incident",
    "involve",
    "list_incidents",
    "note",
    "open_incident",
    "report",
    "strike",
    "tie",
    "untie",
]
