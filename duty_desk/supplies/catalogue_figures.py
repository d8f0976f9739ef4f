"""The figures of the catalogue by their names in `figures --json`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from duty_desk.supplies import catalogue_rows
from duty_desk.work import Read


def catalogue_figures(read: Read) -> dict[str, Any]:
    """How many items there are of each category, which are hazardous, which never expire, which count together."""
    rows = catalogue_rows.list_items(read)
    metrics: dict[str, list[str]] = {}
    for row in rows:
        if row.metric:
            metrics.setdefault(row.metric, []).append(row.code)
    return {
        "items": len(rows),
        "by_category": dict(Counter(row.category for row in rows)),
        "hazard_items": sorted(row.code for row in rows if row.hazard),
        "no_shelf_life": sorted(row.code for row in rows if row.shelf_months is None),
        "metric": {metric: sorted(codes) for metric, codes in metrics.items()},
    }
