"""Keys of the passes screen, which act needs which right, and what an empty ledger says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from duty_desk.passes import PassKind
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState

HINTS = (("↑↓", "choose"), ("Enter", "open"), ("Space", "tick"), ("Ctrl+P", "print"), ("E", "extend"))
RIGHTS: Mapping[str, Permission] = {
    "print": Permission.PRINT,
    "extend": Permission.ISSUE_PASS,
    "reissue": Permission.ISSUE_PASS,
    "copy": Permission.ISSUE_PASS,
    "request": Permission.REQUEST_PASS,
    "lost": Permission.END_PASS,
    "return": Permission.END_PASS,
    "void": Permission.END_PASS,
    "approve": Permission.APPROVE_PASS,
    "refuse": Permission.APPROVE_PASS,
    "reveal": Permission.REVEAL,
    "import": Permission.IMPORT,
}
KEYS = (
    ("/", "search"),
    ("F2", "new"),
    ("Enter", "open"),
    ("E", "extend"),
    ("Space", "tick"),
    ("Ctrl+P", "print"),
    ("Ctrl+I", "import"),
    ("Ctrl+E", "export"),
    ("Ctrl+Enter", "submit"),
    ("F7", "view"),
    ("F8", "problem"),
)


def key_hints() -> tuple[KeyHint, ...]:
    """What F1 lists for this screen."""
    return tuple(KeyHint(key, t(f"passes_tab.key.{name}")) for key, name in KEYS)


def empty_ledger(kind: PassKind, start: Callable[[], object]) -> EmptyState:
    """One fact and the first step."""
    button = Button(t("passes_tab.new"), icon="plus", kind=Kind.PRIMARY)
    button.clicked.connect(lambda: start())
    return EmptyState(
        t("passes_tab.empty.fact", kind=t(f"passes.kind.{kind.value}")),
        t("passes_tab.empty.next"),
        icon="card-account-details-outline",
        tone=None,
        button=button,
    )
