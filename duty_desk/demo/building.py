"""Makes the sample office: its officers, the workbooks taken in, and the last day lived through."""

from __future__ import annotations

import secrets
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from db.vocabulary import Role
from duty_desk import importing, settings
from duty_desk.demo import day, handover_days, renewals, roster_day
from duty_desk.desk import Desk
from duty_desk.office import create_office
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.sheets.reading import read_book
from duty_desk.supplies import published

# Incidents and hand-overs come first, each at its moment; it is filled before its last day begins, and then that day passes.
MORNING = datetime(2020, 3, 6, 5, 30)
# Registers first: passes name units, gates, households and persons.
FILES = (
    "places",
    "passes",
    "material",
    "crews",
    "gate",
    "rooms",
    "isolation",
    "goods_items",
    "goods_in",
    "goods_out",
    "goods_reserve",
    "disinfection",
    "roster",
    "key_people",
    "reports",
)


def build(folder: Path, start: datetime) -> Desk:
    """Make the sample office as it is at `start`, whoever opens it then."""
    about = _about()
    first, *others = about["officer"]
    hands = [handover_days.BEGIN]
    desk = create_office(
        folder,
        name=about["name"],
        campus=about["campus"],
        phone=about["phone"],
        officer=first["name"],
        login=first["login"],
        password=secrets.token_urlsafe(16),
        clock=lambda: hands[-1],
    )
    with desk.work() as work:
        settings.store(work, 0, "office.demo", True)
        settings.store(work, 0, published.PUBLISHED, about["published"])
        one = min(officers.list_officers(work), key=lambda row: row.id)
        officers.update_officer(
            work, one.id, name=one.name, login=one.login, title=first["title"], phone=first["phone"]
        )
        for person in others:
            officers.add_officer(
                work,
                name=person["name"],
                login=person["login"],
                role=Role(person["role"]),
                title=person["title"],
                phone=person["phone"],
                password=secrets.token_urlsafe(16),
                must_change=False,
            )
    desk.is_demo = True
    handover_days.live(desk, hands.append, MORNING)
    hands.append(MORNING)
    fill(desk, resources() / "demo")
    roster_day.prepare(desk, start.date())
    handover_days.prepare(desk)
    renewals.renew(desk, hands.append)
    day.live(desk, start.date(), hands.append)
    return desk


def fill(desk: Desk, folder: Path) -> None:
    """Import the sample workbooks, each file whole."""
    paths = [folder / f"{name}.xlsx" for name in FILES]
    # Read in processes of their own while the one before is judged and written.
    with ThreadPoolExecutor(1) as reader:
        books = [reader.submit(read_book, path) for path in paths]
        for path, book in zip(paths, books, strict=True):
            with desk.work() as work:
                importing.write_file(
                    work, book.result(), file_name=path.name, digest=importing.digest_of(path)
                )


def _about() -> dict[str, Any]:
    return tomllib.loads((resources() / "demo" / "office.toml").read_text(encoding="utf-8"))
