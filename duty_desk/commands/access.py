"""What all commands need: which office, its desk, a password that is not on the command line."""

from __future__ import annotations

import argparse
import getpass
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duty_desk import housekeeping, whereabouts
from duty_desk.desk import Desk, open_desk
from duty_desk.paths import default_data_folder
from duty_desk.strings import t

PASSWORD_VARIABLE = "DUTY_DESK_PASSWORD"


def folder_of(options: argparse.Namespace) -> Path:
    """The data folder: `--data`, else the usual one."""
    return options.data or default_data_folder()


def target_of(options: argparse.Namespace) -> Path | str:
    """The office: `--database`, else the one that was chosen for the data folder."""
    return options.database or whereabouts.chosen(folder_of(options))


@contextmanager
def opened(options: argparse.Namespace) -> Generator[Desk]:
    """The desk of the office, closed afterwards."""
    desk = open_desk(target_of(options), folder=folder_of(options))
    try:
        housekeeping.settle_files(desk)
        yield desk
    finally:
        desk.close()


def ask_password(question: str) -> str:
    """From the environment for jobs, else typed without being shown."""
    return os.environ.get(PASSWORD_VARIABLE) or getpass.getpass(t(question))


def print_json(value: Any, *, compact: bool = False) -> None:
    """For other programs to read."""
    print(json.dumps(value, ensure_ascii=False, indent=None if compact else 1, default=str))
