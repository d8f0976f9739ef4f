"""What the daily reports put on the list of things to do: units that have not reported, and the sheet of all of them."""

from __future__ import annotations

from db.vocabulary import ReportState
from duty_desk import masking
from duty_desk.open_item import OpenItem
from duty_desk.unit_reports import papers, queries, records, wording
from duty_desk.work import Read, Work

UNIT_MISSING, SUMMARY_DUE = "unit_missing", "summary_due"
WHATS = (UNIT_MISSING, SUMMARY_DUE)


def today_view(read: Read) -> queries.Day:
    """The units of today, as `queries.day_view` has them, asked once in a reading."""
    key = "unit_reports.today"
    if key not in read.memo or isinstance(read, Work):
        read.memo[key] = queries.day_view(read)
    return read.memo[key]


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Units that should have reported by now, and the sheet once the units' time is over; the longest overdue first."""
    day = records.today(read)
    found = today_view(read)
    items: list[OpenItem] = []
    if read.at > found.deadline:
        items += [
            OpenItem(
                UNIT_MISSING,
                found.deadline,
                ("report_unit", row.id),
                row.name,
                " ".join(part for part in (row.contact, masking.mask_phone(row.phone)) if part),
                wording.called(row) if row.calls else "",
            )
            for row in found.of(ReportState.MISSING)
        ]
    if found.due and read.at >= found.deadline and not papers.is_handed_on(read, day):
        due = records.summary_due(read, day)
        received = f"{found.received}/{found.due}"
        items.append(OpenItem(SUMMARY_DUE, due, (papers.SUBJECT, day.toordinal()), received, "", received))
    return tuple(sorted(items, key=lambda item: item.due_at))


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    items = list_open_items(read)
    return {what: sum(item.what == what for item in items) for what in WHATS}
