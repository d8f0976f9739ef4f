"""The ledger of one kind of pass as a list on the screen: ended records are faint, names are shown to whoever issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk import passes
from duty_desk.ledger import Request
from duty_desk.passes import PassKind, PassState
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.desk_source import DeskSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.passes.manners import HINTS

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_ENDED = frozenset(
    {PassState.EXPIRED, PassState.VOIDED, PassState.RETURNED, PassState.REFUSED, PassState.LOST}
)


def make_list(shell: Shell, kind: PassKind, request: Request, memory: DeskMemory) -> LedgerView:
    """The list of a kind; what is done with its rows the screen connects."""
    ledger = passes.LEDGERS[kind]
    with shell.desk.read() as read:
        # Issuing means comparing a person with a paper: whoever may, reads names in full (X8).
        in_full = may(read, Permission.REVEAL)
    source = DeskSource(shell.desk, ledger, faint=lambda row: row.state in _ENDED, reveal=in_full)
    return LedgerView(
        source,
        shell.tasks,
        request=request,
        key=ledger.key,
        memory=memory,
        hints=[(key, t(f"passes_tab.hint.{name}")) for key, name in HINTS],
        strong="holder_name",
    )
