"""One window per data folder: a second start brings the first one forward and ends."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CONNECT_MS = 300
SHOW = b"show\n"


def name_for(target: Path | str) -> str:
    """The name of the local socket for an office: the same for every start on the same data by the same user."""
    where = str(target.resolve()) if isinstance(target, Path) else target
    return "duty-desk-" + hashlib.sha256(f"{getpass.getuser()}\n{where}".encode()).hexdigest()[:24]


class Instance(QObject):
    """Holds the place of the first window. Nothing is left behind that a killed program would block with."""

    show_asked = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def claim(self) -> bool:
        """True when this is the first window; otherwise the first one was asked to come forward."""
        if self._call_first():
            return False
        # Nobody answered: a socket file left by a killed program is no reason to ask anybody anything.
        QLocalServer.removeServer(self._name)
        if self._server.listen(self._name):
            return True
        return not self._call_first()

    def release(self) -> None:
        """Give the place up before the program ends."""
        self._server.close()

    def _call_first(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(CONNECT_MS):
            return False
        socket.write(SHOW)
        socket.waitForBytesWritten(CONNECT_MS)
        socket.disconnectFromServer()
        return True

    def _called(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.show_asked.emit()
