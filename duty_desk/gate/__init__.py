"""The gates: who may pass now, the log of crossings, second readings, visitors, supply vehicles, who is inside."""

from db.vocabulary import CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk.gate.answer_rules import LOOKS, RULINGS, Answer, Look, Reason, Ruling, Sound, Step, Word
from duty_desk.gate.correcting import (
    add_missed,
    complete_emergency,
    emergency,
    last_crossing,
    sign_out,
    withdraw,
)
from duty_desk.gate.gathering import parse_temperature
from duty_desk.gate.inside import InsideRow, by_zone, count_inside, list_inside, list_overdue
from duty_desk.gate.journal import Written, write_waiting
from duty_desk.gate.journal import count as count_waiting
from duty_desk.gate.overruling import force_content
from duty_desk.gate.rules import Band, Bands, Facts, judge
from duty_desk.gate.scan import force_entry, look, scan
from duty_desk.gate.scanning import pass_gate
from duty_desk.gate.subjects import Attempt, Card, Choice, Exemption, Subject, Verdict
from duty_desk.gate.temperature import RetestRow, give_up_retest, list_waiting_retests

__all__ = [
    "LOOKS",
    "RULINGS",
    "Answer",
    "Attempt",
    "Band",
    "Bands",
    "Card",
    "Choice",
    "CrossingKind",
    "CrossingOrigin",
    "Direction",
    "Exemption",
    "Facts",
    "InsideRow",
    "Look",
    "Reason",
    "RetestRow",
    "Ruling",
    "Sound",
    "Step",
    "Subject",
    "TemperatureMethod",
    "Verdict",
    "Word",
    "Written",
    "add_missed",
    "by_zone",
    "complete_emergency",
    "count_inside",
    "count_waiting",
    "emergency",
    "force_content",
    "force_entry",
    "give_up_retest",
    "judge",
    "last_crossing",
    "list_inside",
    "list_overdue",
    "list_waiting_retests",
    "look",
    "parse_temperature",
    "pass_gate",
    "scan",
    "sign_out",
    "withdraw",
    "write_waiting",
]
