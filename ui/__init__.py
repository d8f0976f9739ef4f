"""The window: turns clicks into calls and rows into pixels. Never a query, never a model class."""

import builtins
from importlib import import_module

import_module("PySide6.QtCore")
# PySide looks for its alternative spellings, which nothing here uses, in the source text of every module that is imported after
# it, and keeps all that text. Python's own import goes back in its place.
builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
import_module("ui.overrides").guard_from_now_on()
