"""Who somebody is, in full for half a minute once the reason is on record; and the scan of the signed notice."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from duty_desk import attachments, people
from duty_desk.errors import DutyDeskError
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.views.act_panel import ActPanel

FIELDS = ("name", "phone", "id_number")
SHOWN_MS = 30_000


def reveal_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """Asks why; `done` carries the values."""
    panel = ActPanel(
        shell,
        t("isolation_forms.reveal.title"),
        row.number or "",
        t("isolation_forms.reveal.verb"),
        lambda work, values, _second: people.reveal(work, row.person_id, FIELDS, reason=values["reason"]),
        icon="eye-off-outline",
        parent=parent,
    )
    panel.ask_reason(missing=t("isolation_forms.reveal.missing"))
    panel.explain(t("isolation_forms.reveal.explain"))
    return panel


def open_scan(shell: Shell, attachment: int) -> None:
    """Show the scan with the program of this PC for such files."""
    try:
        with shell.desk.read() as read:
            path = attachments.open_copy(read, attachment)
    except DutyDeskError as error:
        shell.refuse(error)
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
