"""To which days the bulletin counts goods, and which batches it names: the small form beside the books."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from duty_desk.supplies import published
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.views.act_panel import ActPanel

_BETWEEN = re.compile("[\\s,;\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH SEMICOLON}]+")


def published_panel(shell: Shell, parent: QWidget) -> ActPanel:
    """The two days, and for each line of the summary the batches that are named."""
    with shell.desk.read() as read:
        kept = published.get_published(read)
        metrics = published.list_metrics(read)
    today = shell.desk.now.date()
    days = {
        "received_to": kept.received_to if kept is not None else today,
        "issued_to": kept.issued_to if kept is not None else today,
    }
    lines = {f"named.{metric}": metric for metric, _words in metrics}

    def act(work: Work, values: dict[str, Any], _second: object) -> None:
        named = {metric: _batches(str(values[field])) for field, metric in lines.items()}
        published.set_published(work, **{name: values[name] for name in days}, named=named)

    panel = ActPanel(
        shell,
        t("supplies_more.published.title"),
        t("supplies_more.published.note"),
        t("supplies_more.save"),
        act,
        parent=parent,
    )
    for name, day in days.items():
        field = DateField(lambda: shell.desk.now, day, name=t(f"supplies_more.published.{name}"))
        panel.form.add(
            name,
            t(f"supplies_more.published.{name}"),
            field,
            check=lambda value, field=field: (
                None if value else field.problem() or t("supplies_more.books.day_missing")
            ),
        )
    panel.form.add_section(t("supplies_more.published.named"))
    panel.explain(t("supplies_more.published.explain"))
    mark = t("supplies_tab.mark")
    for metric, words in metrics:
        batches = kept.named.get(metric, ()) if kept is not None else ()
        panel.form.add(
            f"named.{metric}",
            words,
            LineEdit(mark.join(batches), placeholder=t("supplies_more.published.none")),
        )
    return panel


def _batches(text: str) -> list[str]:
    return [each for each in _BETWEEN.split(text) if each]
