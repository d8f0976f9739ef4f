"""The address of a shared database as it is typed: one form for the settings and for the first start of another desk."""

from __future__ import annotations

from duty_desk import server
from duty_desk.errors import InputError
from duty_desk.server import USUAL_PORT, Address
from duty_desk.strings import t
from ui.kit.checks import CheckBox
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form


class ServerForm(Form):
    """Server, port, database, user, password, and whether this PC keeps the password."""

    def __init__(self, address: Address | None = None) -> None:
        super().__init__()
        self.add(
            "server",
            t("server.form.server"),
            LineEdit(placeholder=t("server.form.server_example")),
            help=t("server.form.server_help"),
        )
        self.add("port", t("server.form.port"), LineEdit(width=96))
        self.add("database", t("server.form.database"), LineEdit())
        self.add("user", t("server.form.user"), LineEdit())
        self.add("password", t("server.form.password"), PasswordField())
        self.keep = CheckBox(t("server.form.keep"))
        self.keep.setChecked(True)
        self.add_widget(self.keep)
        self.put(address or Address("", "", ""))

    def put(self, address: Address) -> None:
        """Fill in an address that is known."""
        self.set_values(
            {
                "server": address.server,
                "port": str(address.port),
                "database": address.database,
                "user": address.user,
                "password": address.password,
            }
        )

    def address(self) -> Address | None:
        """What was typed; None after saying at its field what is missing."""
        values = {name: str(value).strip() for name, value in self.values().items() if name != "port"}
        port = str(self.field("port").value()).strip() or str(USUAL_PORT)
        address = Address(**values, port=int(port) if port.isdecimal() and len(port) < 6 else 0)
        self.clear_errors()
        try:
            server.check_address(address)
        except InputError as error:
            self.show_error(error)
            return None
        return address

    def kept(self, address: Address) -> str:
        """The URL that this PC remembers."""
        if self.keep.isChecked():
            return address.url
        return Address(address.server, address.database, address.user, port=address.port).url
