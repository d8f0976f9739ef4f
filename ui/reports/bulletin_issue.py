"""The two questions of the bulletin: whether it is issued, and whether a draft is thrown away. Neither can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk import formats
from duty_desk.reports import bulletin_rows, drafting, issuing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.strings import t
from ui.kit.buttons import Kind
from ui.kit.dialogs import Dialog, ask

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView


def ask_issue(view: BulletinView, detail: BulletinDetail) -> Dialog | None:
    """Ask, unless something stands against it: then that is shown, and its figure."""
    with view.desk.read() as read:
        wrong = issuing.findings(read, detail)
        number = bulletin_rows.next_issue(read, detail.day.year, detail.is_special)
    if wrong:
        first = next((each.ordinal for each in wrong if each.ordinal), None)
        if first is not None:
            view.show_figure(first)
        view.sheet.tell("wrong", [each.text for each in wrong])
        return None
    name = bulletin_rows.number_text(detail.is_special, number)
    return ask(
        view.window(),
        t("reports_bulletin.issue.question", number=name),
        t(
            "reports_bulletin.issue.body",
            count=len(detail.placed),
            cutoff=formats.end_moment(detail.cutoff_at),
        ),
        act=t("reports_bulletin.issue.verb"),
        keep=t("reports_bulletin.issue.keep"),
        on_act=lambda: issue(view, detail),
        icon="lock-outline",
        kind=Kind.PRIMARY,
    )


def issue(view: BulletinView, detail: BulletinDetail) -> None:
    """Give the number and freeze it."""
    number = view.attempt(lambda work: issuing.issue(work, detail.id, version=detail.version))
    if number is not None:
        view.choose(detail.id)
        view.shell.notify(
            t("reports_bulletin.issue.done", number=number), locked=t("reports_bulletin.issue.locked")
        )


def ask_discard(view: BulletinView, detail: BulletinDetail) -> Dialog:
    """Ask; the draft never had a number."""

    def discard() -> None:
        view.put_panel(None)
        view.attempt(lambda work: drafting.discard(work, detail.id))
        view.choose(0)

    return ask(
        view.window(),
        t("reports_bulletin.discard.question", day=formats.day(detail.day)),
        t("reports_bulletin.discard.body"),
        act=t("reports_bulletin.discard.verb"),
        keep=t("reports_bulletin.discard.keep"),
        on_act=discard,
        icon="delete-outline",
    )
