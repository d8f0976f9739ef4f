"""A register's list beside its panel: what the panel says anyway is left out, so that nothing scrolls sideways at 1280."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from duty_desk.ledger import Ledger


def beside_panel(ledger: Ledger, *hidden: str, widths: Mapping[str, int] | None = None) -> Ledger:
    """The same list with these columns hidden at first and those widths; the officer can show all of them."""
    sizes = dict(widths or {})
    return replace(
        ledger,
        columns=tuple(
            replace(
                column,
                hidden=column.hidden or column.key in hidden,
                width=sizes.get(column.key, column.width),
            )
            for column in ledger.columns
        ),
    )
