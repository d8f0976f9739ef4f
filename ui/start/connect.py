"""Another desk joins the office: the address of the shared database, tried before it is kept; also where a password is missing."""

from __future__ import annotations

from PySide6.QtCore import Signal

from duty_desk.errors import DutyDeskError
from duty_desk.server import Address
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.start.card import CardPage
from ui.views.server_form import ServerForm


class ConnectPage(CardPage):
    """Emits `address_given` with the address and the URL that is to be remembered."""

    address_given = Signal(object, str)
    back_asked = Signal()

    def __init__(self, address: Address | None = None, error: DutyDeskError | None = None) -> None:
        super().__init__(t("server.connect.title"), t("server.connect.note"))
        self.form = ServerForm(address)
        self.body.addWidget(self.form)
        self.back = Button(t("start.welcome.back"))
        self.back.clicked.connect(self.back_asked)
        self.go = Button(t("server.connect.go"), kind=Kind.PRIMARY, icon="lan-connect", key="Ctrl+Return")
        self.go.clicked.connect(self.give)
        self.foot.addStretch()
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.go)
        self.form.control("password").returnPressed.connect(self.give)
        if error is not None:
            self.form.show_error(error)

    def start(self) -> None:
        """Where typing begins: at the password of an address that is known."""
        self.form.control("password" if self.form.field("server").value() else "server").setFocus()

    def give(self) -> None:
        """Try what was typed."""
        address = self.form.address()
        if address is not None:
            self.go.refuse(t("server.connect.trying"))
            self.address_given.emit(address, self.form.kept(address))

    def refused(self, error: DutyDeskError) -> None:
        """It cannot be used, and why."""
        self.go.refuse("")
        self.form.show_error(error)
