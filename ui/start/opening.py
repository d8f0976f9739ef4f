"""Opens an office beside the window, so that the window stands at once; heavy imports happen here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duty_desk import formats
from duty_desk.errors import StorageError
from duty_desk.strings import t
from ui.start.officer_list import Choice
from ui.start.trouble import Copy

if TYPE_CHECKING:
    from duty_desk.backup import BackupRow
    from duty_desk.desk import Desk
    from duty_desk.server import Address

# So many kinds of acts are named of those that a copy would lose.
SHOWN_ACTS = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """Which office: `target` is a data folder or a database URL, `folder` where this PC keeps its own files."""

    target: Path | str
    folder: Path
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """An open office before anybody has signed in."""

    desk: Desk
    office: str
    officers: tuple[Choice, ...]


def open_office(
    opening: Opening, report: Callable[[int, int, str], object], *, stopped: Callable[[], bool]
) -> Arrival:
    """Open what is there; `report` hears the steps of an upgrade. Raises StorageError with what to do when it cannot be opened.

    Once `stopped`, an upgrade ends before its next step, and the office stays as it was.
    """
    if opening.demo:
        return _arrive(_open_demo())
    from duty_desk.desk import open_desk

    def told(done: int, total: int, step: str) -> None:
        if stopped():
            raise StorageError("storage.upgrade_stopped")
        report(done, total, t(f"start.upgrade.{step}"))

    return _arrive(open_desk(opening.target, folder=opening.folder, told=told))


def make_office(opening: Opening, values: Mapping[str, str]) -> Arrival:
    """Make the office of the welcome steps; its first officer is signed in."""
    from duty_desk.office import create_office

    desk = create_office(
        opening.target,
        folder=opening.folder,
        name=values["name"],
        campus=values["campus"],
        officer=values["officer"],
        login=values["login"],
        password=values["password"],
    )
    arrival = _arrive(desk)
    sign_in_first(desk)
    return arrival


def address_of(url: str) -> Address:
    """The parts of a server's address."""
    from duty_desk import server

    return server.address_of(url)


def join(opening: Opening, url: str, remembered: str) -> bool:
    """Open that database from now on; whether an office is in it. Raises StorageError with what stands against it."""
    from duty_desk import server, whereabouts

    standing = server.try_out(url)
    whereabouts.choose(opening.folder, remembered)
    return standing.has_office


def sign_in_first(desk: Desk) -> None:
    """The first officer is at the desk: right after an office was made, and in the sample office."""
    from duty_desk.people.officers import list_officers

    with desk.read() as read:
        desk.officer = min(list_officers(read), key=lambda row: row.id).ref


def sign_in(desk: Desk, officer: int, password: str) -> bool:
    """Put an officer at the desk; True when they must choose a password of their own first. Raises Refusal."""
    from duty_desk.people import sign_in as signing
    from duty_desk.people.officers import get_officer

    with desk.read() as read:
        row = get_officer(read, officer)
    if desk.is_demo:
        desk.officer = row.ref
        return False
    return signing.sign_in(desk, row.login, password).must_change


def unlock(desk: Desk, password: str) -> bool:
    """Prove that the officer at the desk is back. Raises Refusal."""
    from duty_desk.people.sign_in import verify_password

    if not desk.is_demo and desk.officer.id is not None:
        verify_password(desk, desk.officer.id, password)
    return False


def change_password(desk: Desk, old: str, new: str) -> None:
    """Replace the first password by the officer's own. Raises InputError with what is wrong with it."""
    from duty_desk.people import sign_in as signing

    signing.change_password(desk, old, new)


def officers_of(desk: Desk) -> tuple[Choice, ...]:
    """Who can sign in, by name."""
    from duty_desk.people.officers import list_officers

    with desk.read() as read:
        rows = list_officers(read, active_only=True)
    return tuple(
        Choice(row.id, row.name, row.title or t(f"roles.name.{row.role}"), row.login) for row in rows
    )


def bring_back(target: Path, backup: Path) -> None:
    """Put a backup in the place of an office that does not open; the damaged file is kept beside it."""
    from duty_desk.backup.restoring import restore_file

    restore_file(target if target.is_dir() else target.parent, backup)


def copies_of(target: Path) -> tuple[Copy, ...]:
    """Backups that this program can bring back, newest first, with what that would lose; works when the office does not open."""
    from duty_desk.backup import list_backups

    folder = target if target.is_dir() or not target.suffix else target.parent
    return tuple(
        Copy(
            row.path,
            t(
                "start.trouble.copy_words",
                moment=formats.full_moment(row.made_at),
                kind=row.kind_text,
                people=f"{row.people or 0:,}",
                passes=f"{row.passes or 0:,}",
            ),
            _loss_words(folder, row),
        )
        for row in list_backups(folder)
        if row.is_for_us
    )


def _loss_words(folder: Path, row: BackupRow) -> str:
    from duty_desk import audit_words
    from duty_desk.backup import preview_file

    loss = preview_file(folder, row)
    if loss is None:
        return t("start.trouble.loses_unknown")
    if not loss.entries:
        return t("start.trouble.loses_nothing")
    named = [
        t("start.trouble.act", name=audit_words.act(action), count=f"{count:,}")
        for action, count in loss.by_action[:SHOWN_ACTS]
    ]
    more = t("start.trouble.more") if len(loss.by_action) > SHOWN_ACTS else ""
    acts = t("agenda.list_mark").join(named) + more
    return t("start.trouble.loses", count=f"{loss.entries:,}", acts=acts)


def _arrive(desk: Desk) -> Arrival:
    from duty_desk import settings

    with desk.read() as read:
        office = str(settings.get(read, "office.name", ""))
    return Arrival(desk, office, officers_of(desk))


def _open_demo() -> Desk:
    from duty_desk.demo import open_throw_away

    return open_throw_away()
