"""What stands around the screens: search, help, notices, menus, the report of a defect."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from duty_desk.errors import Refusal, StorageError
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.ledger import Request
from tests.ui.screens.registry import office_of, screen
from ui.kit.dialogs import CrashDialog
from ui.kit.key_sheet import KeySheet
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.shell.keys import key_groups


@screen("frame-search", until=lambda shown: shown.isVisible())
def search(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.go("office")
    office.top.search.setFocus()
    office.top.search.setText("wang")
    office.search.type_ahead.ask()
    return office.search.type_ahead.list


@screen("frame-help")
def help_sheet(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.go("office").show_subject("policy")  # type: ignore[attr-defined]
    return office.help()


@screen("frame-keys")
def keys(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.go("office")
    return KeySheet(window, key_groups(office.current.keys()))


@screen("frame-notices")
def notices(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.go("office").show_subject("units")  # type: ignore[attr-defined]
    office.notices.show_trouble(StorageError("storage.read_only"))
    office.notices.show_clock(behind=True, ahead=False)
    office.refuse(Refusal("roles.error.denied"))
    office.rail.item("office").set_badge(120, Tone.DANGER)
    return window


@screen("frame-toast")
def toast(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.notices.show_trouble(None)
    office.notices.show_clock(behind=False, ahead=False)
    office.notices.dismiss()
    office.rail.item("office").set_badge(0, Tone.NEUTRAL)
    office.go("office").show_subject("gates")  # type: ignore[attr-defined]
    office.notify("已保存：南湖东大门", undo=lambda: None)
    return window


@screen("frame-duty-menu")
def duty_menu(window: MainWindow) -> QWidget:
    office = office_of(window)
    menu = office.top.duty._popup
    assert menu is not None
    menu.popup(window.mapToGlobal(QPoint(800, 60)))
    return menu


@screen("frame-crash")
def crash(window: MainWindow) -> QWidget:
    dialog = CrashDialog(
        window, "Duty Desk, Python 3.11\nbuiltins.ValueError\n  ui/app.py:40 main", "0A1B2C3D"
    )
    dialog.open()
    return dialog


@screen("frame-export-purpose")
def export_purpose(window: MainWindow) -> QWidget:
    office = office_of(window)
    office.exporter.export(STAYS, Request(), "export_excel")
    assert office.exporter.dialog is not None
    return office.exporter.dialog
