"""What canteens and shops declare to have, for how many days, and how old each word is (product rule S9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import reserves
from duty_desk.supplies.reserves import RESERVES
from ui.kit.buttons import Button
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.list_view import ALL, Chip, ListView


class ReservesView(ListView):
    """A list to look through; declarations come in by import."""

    SEARCHES = "supplies_more.reserve.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"reserve_declaration", "policy"})
    LEDGER = RESERVES
    STRONG = "goods"
    HINTS = (("↑↓", "views.hint.choose"),)

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.IMPORT):
            return ()
        bring_in = Button(t("supplies_in.import"), icon="upload", parent=self.head)
        bring_in.clicked.connect(lambda: self.shell.open_import("reserve"))
        return (bring_in,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {
            ALL: Chip(t("views.all")),
            "short": Chip(t("supplies_more.reserve.short"), {"state": "short"}, "alert", Tone.WARN),
        }
        for category in dict.fromkeys(row.category for row in reserves.list_reserves(read)):
            found[f"category:{category}"] = Chip(category, {"category": category})
        return found

    def follow(self, row: Any) -> None:
        """There is no panel of one declaration: the line says it all."""

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_more.reserve.empty"),
            t("supplies_more.reserve.empty_next"),
            icon="silverware-fork-knife",
            tone=None,
        )
