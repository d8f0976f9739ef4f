"""The gates: who may pass now, the log of crossings, second readings, visitors, supply vehicles, who is inside."""

from db.vocabulary import CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk.gate.answer_rules import LOOKS, RULINGS, Answer, Look, Reason, Ruling, Sound, Step, Word
from duty_desk.gate.gathering import parse_temperature
from duty_desk.gate.journal import Written, write_waiting
from duty_desk.gate.journal import count as count_waiting
from duty_desk.gate.rules import Band, Bands, Facts, judge
from duty_desk.gate.scan import look, scan
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
    "count_waiting",
    "give_up_retest",
    "judge",
    "list_waiting_retests",
    "look",
    "parse_temperature",
    "pass_gate",
    "scan",
    "write_waiting",
]
