"""The help of the command line and what it says of wrong words, in the language that was asked for."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn
from unicodedata import east_asian_width

from duty_desk.strings import LANGUAGES, t

# What argparse complains of, in its own words, and ours for it.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "cli.wrong.missing"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "cli.wrong.unknown"),
    (
        re.compile(
            r"argument (?P<where>\S+): invalid choice: '?(?P<what>.+?)'? \(choose from (?P<choices>.+)\)"
        ),
        "cli.wrong.choice",
    ),
    (re.compile(r"argument (?P<where>\S+): expected (?:at least )?one argument"), "cli.wrong.nothing"),
    (re.compile(r"argument (?P<where>\S+): invalid fromisoformat value: '(?P<what>.*)'"), "cli.wrong.date"),
    (re.compile(r"argument (?P<where>\S+): invalid int value: '(?P<what>.*)'"), "cli.wrong.number"),
    (re.compile(r"ambiguous option: (?P<what>\S+) could match (?P<choices>.+)"), "cli.wrong.ambiguous"),
)


def language_of(arguments: Sequence[str] | None) -> str:
    """The language that the words on the command line ask for, before anything else of them is understood."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for place, word in enumerate(words):
        name, given, value = word.partition("=")
        if name == "--language":
            asked = value if given else "".join(words[place + 1 : place + 2])
            return asked if asked in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]


class Parser(argparse.ArgumentParser):
    """A parser whose own words come out of the catalogue too; its subparsers are of the same kind."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, **settings)
        self._positionals.title = t("cli.help.positionals")
        self._optionals.title = t("cli.help.options")
        self.add_argument("-h", "--help", action="help", help=t("cli.help.help"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {_said(message)}\n")


def _said(message: str) -> str:
    for pattern, key in _COMPLAINTS:
        if found := pattern.fullmatch(message):
            values = found.groupdict()
            if "choices" in values:
                values["choices"] = values["choices"].replace("'", "")
            return t(key, **values)
    return message


class _Help(argparse.HelpFormatter):
    """Breaks lines where the console does: a hanzi takes two columns, and a Chinese sentence has no blanks."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, t("cli.help.usage") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _lines(text, width - len(indent)))


def _lines(text: str, width: int) -> list[str]:
    found, line, taken = list[str](), "", 0
    for piece in re.findall(r"\s+|[!-~]+|.", text):
        wide = sum(2 if east_asian_width(each) in "WF" else 1 for each in piece)
        # A stop or comma does not begin a line.
        if taken + wide > width and line and piece not in _STOPS:
            found.append(line.rstrip())
            line, taken = "", 0
            piece = piece.lstrip()
            wide = len(piece) if piece.isascii() else wide
        line, taken = line + piece, taken + wide
    return [*found, line.rstrip()] if line.strip() else found


_STOPS = frozenset("\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}\N{IDEOGRAPHIC COMMA}")
