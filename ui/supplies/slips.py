"""The slips of dispatches, two parts on a page: one of them, or all of an allocation in one go."""

from __future__ import annotations

from collections.abc import Sequence

from duty_desk.strings import t
from duty_desk.supplies import issue_papers
from ui.feature_tab import Shell
from ui.supplies.papers import print_layouts


def print_all(shell: Shell, ids: Sequence[int]) -> None:
    """Draw and preview them; each print is counted."""
    wanted = list(ids)
    if wanted:
        print_layouts(
            shell,
            lambda read: issue_papers.slips(read, wanted),
            t("supplies_out.slip.title"),
            lambda work, where: issue_papers.record_slips(work, wanted, where),
            "dispatch.slip",
        )
