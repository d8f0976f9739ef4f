"""Several desks on one office, each a process of its own, that all begin at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duty_desk.desk import Desk, open_desk
from tests.code_tree import ROOT
from tests.conftest import NOON, Clock


def run_at_once(
    desk: Desk, folder: Path, program: str, plans: Sequence[Mapping[str, Any]]
) -> list[list[str]]:
    """Run the module `program` once for each plan; returns what each said. The module begins with `begin`."""
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    start = folder / "start.flag"
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                program,
                target,
                str(desk.folder),
                str(start),
                json.dumps({**plan, "name": f"p{number}"}),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, plan in enumerate(plans)
    ]
    deadline = time.monotonic() + 60
    while len(list(folder.glob("start.p*"))) < len(plans) and time.monotonic() < deadline:
        time.sleep(0.01)
    start.touch()
    results: list[list[str]] = []
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        results.append(json.loads(out))
    return results


def begin(target: str, folder: str, start: str, plan: str) -> tuple[Desk, dict[str, Any]]:
    """In the process: the office opened and the plan, once all others are there too."""
    desk = open_desk(target if "://" in target else Path(target), folder=Path(folder), clock=Clock(NOON))
    wanted = json.loads(plan)
    Path(start).with_suffix(f".{wanted['name']}").touch()
    while not Path(start).exists():
        time.sleep(0.002)
    return desk, wanted
