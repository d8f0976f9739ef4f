"""Words and keys of the passes screen, which act needs which right, and what an empty ledger says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QMenu

from duty_desk.passes import Headline, PassKind
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState
from ui.passes.more import MoreEntry

HINTS = (("↑↓", "choose"), ("Enter", "open"), ("Space", "tick"), ("Ctrl+P", "print"), ("E", "extend"))
RIGHTS: Mapping[str, Permission] = {
    "print": Permission.PRINT,
    "extend": Permission.ISSUE_PASS,
    "reissue": Permission.ISSUE_PASS,
    "copy": Permission.ISSUE_PASS,
    "crew": Permission.ISSUE_PASS,
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


CREW_KEYS = (
    ("/", "search"),
    ("F2", "new"),
    ("Enter", "open"),
    ("A", "add"),
    ("E", "edit"),
    ("Ctrl+P", "print"),
    ("Ctrl+I", "import"),
)


def crew_keys() -> tuple[KeyHint, ...]:
    """What F1 lists while the jobs of crews are shown."""
    return tuple(KeyHint(key, t(f"passes_crews.key.{name}")) for key, name in CREW_KEYS)


def key_hints() -> tuple[KeyHint, ...]:
    """What F1 lists for this screen."""
    return tuple(KeyHint(key, t(f"passes_tab.key.{name}")) for key, name in KEYS)


def headline_words(headline: Headline) -> str:
    """The facts beside the title."""
    words = t("passes_tab.facts", issued=headline.issued_today, ending=headline.ending_today)
    if headline.waiting:
        words += "\N{IDEOGRAPHIC SPACE}" + t("passes_tab.facts_waiting", count=headline.waiting)
    return words


def open_menu(button: Button, entries: Sequence[MoreEntry], chosen: Callable[[MoreEntry], object]) -> QMenu:
    """What there is beside the ledger, in a menu under its button."""
    menu = QMenu(button)
    for entry in entries:
        action = menu.addAction(t(f"passes_tab.more.{entry.key}"))
        action.triggered.connect(lambda _=False, entry=entry: chosen(entry))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    return menu


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
