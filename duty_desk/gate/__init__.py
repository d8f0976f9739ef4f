"""The gates: who may pass now, the log of crossings, second readings, visitors, supply vehicles, who is inside.

`scan(desk, Attempt(...))` is the door for the screen: it judges, logs and commits, and only then says GO. Verbs of one subject have
a module each: `visits` (slips, sign-out, the end of the day), `runs` and `vehicles` (closed runs), `parcels`, `papers`,
`importing` and `import_undo`. What is used across them is named here.
"""

from db.vocabulary import (
    CrossingKind,
    CrossingOrigin,
    Direction,
    RunState,
    TemperatureMethod,
    VisitOutcome,
)
from duty_desk.gate.answer_rules import LOOKS, RULINGS, Answer, Look, Reason, Ruling, Sound, Step, Word
from duty_desk.gate.context import Context, CrewContext, context_of, latest_at
from duty_desk.gate.correcting import (
    add_missed,
    last_crossing,
    sign_out,
    withdraw,
)
from duty_desk.gate.emergencies import (
    EmergencyRow,
    complete_emergency,
    emergency,
    list_emergencies_inside,
    list_incomplete,
)
from duty_desk.gate.figures import Figures, GateFigures, daily_totals, figures_between, gate_figures
from duty_desk.gate.gathering import parse_temperature
from duty_desk.gate.inside import InsideRow, by_zone, count_inside, list_inside, list_overdue
from duty_desk.gate.journal import Written, write_waiting
from duty_desk.gate.journal import count as count_waiting
from duty_desk.gate.ledgers import LEDGERS, RUNS, VISITS
from duty_desk.gate.log import LOG, LogRow, crossing_row_id, refusal_row_id
from duty_desk.gate.open_items import count_open_items, list_open_items
from duty_desk.gate.overruling import force_content
from duty_desk.gate.review import Reviewed, review
from duty_desk.gate.rules import Band, Bands, Facts, judge
from duty_desk.gate.run_queries import RunRow, get_run, list_open_runs, list_overlong
from duty_desk.gate.run_rules import Fault
from duty_desk.gate.runs import Member, RunForm
from duty_desk.gate.scan import force_entry, look, scan
from duty_desk.gate.scanning import pass_gate
from duty_desk.gate.subjects import Attempt, Card, Choice, Exemption, Subject, Verdict
from duty_desk.gate.temperature import RetestRow, give_up_retest, list_waiting_retests
from duty_desk.gate.vehicles import RouteRow, VehicleRow, list_routes, list_vehicles
from duty_desk.gate.visit_queries import VisitRow, get_visit, is_day_over, list_undecided
from duty_desk.gate.visits import Registered, VisitForm, last_form

__all__ = [
    "LEDGERS",
    "LOG",
    "LOOKS",
    "RULINGS",
    "RUNS",
    "VISITS",
    "Answer",
    "Attempt",
    "Band",
    "Bands",
    "Card",
    "Choice",
    "Context",
    "CrewContext",
    "CrossingKind",
    "CrossingOrigin",
    "Direction",
    "EmergencyRow",
    "Exemption",
    "Facts",
    "Fault",
    "Figures",
    "GateFigures",
    "InsideRow",
    "LogRow",
    "Look",
    "Member",
    "Reason",
    "Registered",
    "RetestRow",
    "Reviewed",
    "RouteRow",
    "Ruling",
    "RunForm",
    "RunRow",
    "RunState",
    "Sound",
    "Step",
    "Subject",
    "TemperatureMethod",
    "VehicleRow",
    "Verdict",
    "VisitForm",
    "VisitOutcome",
    "VisitRow",
    "Word",
    "Written",
    "add_missed",
    "by_zone",
    "complete_emergency",
    "context_of",
    "count_inside",
    "count_open_items",
    "count_waiting",
    "crossing_row_id",
    "daily_totals",
    "emergency",
    "figures_between",
    "force_content",
    "force_entry",
    "gate_figures",
    "get_run",
    "get_visit",
    "give_up_retest",
    "is_day_over",
    "judge",
    "last_crossing",
    "last_form",
    "latest_at",
    "list_emergencies_inside",
    "list_incomplete",
    "list_inside",
    "list_open_items",
    "list_open_runs",
    "list_overdue",
    "list_overlong",
    "list_routes",
    "list_undecided",
    "list_vehicles",
    "list_waiting_retests",
    "look",
    "parse_temperature",
    "pass_gate",
    "refusal_row_id",
    "review",
    "scan",
    "sign_out",
    "withdraw",
    "write_waiting",
]
