"""Under which head something stands, until when, and how long it may be put aside."""

from __future__ import annotations

from datetime import datetime

import pytest

from duty_desk.agenda import coming, rules
from duty_desk.agenda.items import sources
from duty_desk.agenda.rules import Group, Term
from duty_desk.strings import LANGUAGES, catalogue

NOW, HAND_OVER = datetime(2020, 3, 6, 17, 20), datetime(2020, 3, 6, 18, 0)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2020, 3, day, hour, minute)


@pytest.mark.parametrize(
    ("term", "due_at", "group", "until"),
    [
        (Term.DEADLINE, at(6, 16), Group.LATE, at(6, 16)),
        # What is due this very minute is not late yet.
        (Term.DEADLINE, NOW, Group.BEFORE, NOW),
        (Term.DEADLINE, HAND_OVER, Group.BEFORE, HAND_OVER),
        (Term.DEADLINE, at(6, 18, 1), Group.LATER, at(6, 18, 1)),
        (Term.DEADLINE, None, Group.BEFORE, HAND_OVER),
        # Whatever waits is done before the desk is handed over, however long it has waited.
        (Term.WAITS, at(1), Group.BEFORE, HAND_OVER),
        (Term.DAY, at(6), Group.BEFORE, HAND_OVER),
        (Term.DAY, at(5), Group.LATE, at(6)),
        (Term.DAY, at(7), Group.LATER, at(8)),
        (Term.LASTS, at(6), Group.LATER, at(6)),
        (Term.EXPIRES, at(2), Group.LATER, at(2)),
    ],
)
def test_where_it_stands(term: Term, due_at: datetime | None, group: Group, until: datetime) -> None:
    assert rules.placed(term, due_at, NOW, HAND_OVER) == (group, until)


def test_nothing_is_put_aside_past_the_hand_over() -> None:
    assert rules.snoozed_until(NOW, 15, HAND_OVER) == at(6, 17, 35)
    assert rules.snoozed_until(NOW, 60, HAND_OVER) == HAND_OVER
    assert rules.snoozed_until(NOW, None, HAND_OVER) == HAND_OVER


def test_every_open_thing_has_its_place_and_its_words() -> None:
    missing: list[str] = []
    for feature, module in sources().items():
        whats = getattr(module, "WHATS", ("pass_waiting", "pass_expiring", "pass_slip"))
        missing += [f"{feature}.{what} is not placed" for what in whats if (feature, what) not in rules.WHATS]
    every = {what for _feature, what in rules.WHATS} | set(coming.WHATS)
    for language in LANGUAGES:
        texts = catalogue(language)
        for what in sorted(every):
            missing += [
                f"agenda.{table}.{what} in {language}"
                for table in ("one", "with", "many", "more")
                if f"agenda.{table}.{what}" not in texts
            ]
    assert missing == []


def test_nothing_is_placed_that_no_desk_reports() -> None:
    known: set[tuple[str, str]] = set()
    for feature, module in sources().items():
        whats = getattr(module, "WHATS", ("pass_waiting", "pass_expiring", "pass_slip"))
        known |= {(feature, what) for what in whats}
    assert set(rules.WHATS) <= known
