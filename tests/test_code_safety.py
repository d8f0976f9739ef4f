"""What could turn a name, a workbook or a network into a command: found in the code before it can happen."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.code_tree import CODE, PROGRAM, ROOT, called_name, calls, imported, modules, report, short


def test_nothing_is_run_that_came_as_data() -> None:
    """Acceptance check S-37."""
    banned = {"pickle", "cPickle", "marshal", "shelve", "dill", "yaml", "code", "codeop"}
    found = [
        f"{short(path)}:{line} imports {name}"
        for path in modules(*CODE, "tests")
        for line, name in imported(path)
        if name.partition(".")[0] in banned
    ]
    found += [
        f"{short(path)}:{call.lineno} calls {call.func.id}()"
        for path in modules(*CODE, "tests")
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    report(found)


def test_nothing_reaches_for_the_network() -> None:
    """Acceptance check S-60: only the database driver may, to the configured server (tests/test_no_network.py watches it run)."""
    networks = {
        "aiohttp",
        "asyncio",
        "ftplib",
        "http",
        "httpx",
        "imaplib",
        "poplib",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "telnetlib",
        "urllib3",
        "webbrowser",
        "websockets",
        "wsgiref",
        "xmlrpc",
    }
    # A socket in the file system, to find the window that is already open on this desk.
    local = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}
    report(
        [
            f"{short(path)}:{line} imports {name}"
            for path in modules(*PROGRAM)
            for line, name in imported(path)
            if name.partition(".")[0] in networks
            or name.startswith("urllib.request")
            or (name.startswith(("PySide6.QtNetwork", "PySide6.QtWebEngine")) and name not in local)
        ]
    )


def test_what_must_not_be_guessed_is_not_random() -> None:
    """Acceptance check S-20."""
    report(
        [
            f"{short(path)}:{line} imports {name}"
            for path in modules(*PROGRAM)
            for line, name in imported(path)
            if name.partition(".")[0] in {"random", "uuid"}
        ]
    )


def test_a_donor_cannot_write_markup_into_a_paper() -> None:
    """Acceptance check S-32: ReportLab's Paragraph reads markup, embeds files and drops what it takes for tags."""
    report(
        [
            f"{short(path)}:{call.lineno} calls Paragraph()"
            for path in modules(*PROGRAM)
            if short(path) != "duty_desk/paper/text.py"
            for call in calls(path)
            if called_name(call) in {"Paragraph", "XPreformatted"}
        ]
    )


def test_labels_show_data_as_it_is() -> None:
    """Acceptance check S-33: a QLabel takes `<b>` in a name for markup unless it is told not to: only the kit's label may build on it."""
    home = ROOT / "ui" / "kit" / "labels.py"
    found = [
        f"{short(path)}:{line} imports {name.rpartition('.')[2]} instead of the kit's label"
        for path in modules("ui")
        if path != home
        for line, name in imported(path)
        if name
        in {"PySide6.QtWidgets.QLabel", "PySide6.QtWidgets.QMessageBox", "PySide6.QtWidgets.QErrorMessage"}
    ]
    report(found)
    assert "setTextFormat(Qt.TextFormat.PlainText)" in home.read_text(encoding="utf-8")


def test_markup_is_never_made_of_data() -> None:
    """Tips and boxes take markup too. `literal()` of the kit escapes; a text of the catalogue without values has no data in it."""

    def harmless(node: ast.AST) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.Call():
                return called_name(node) == "literal" or (called_name(node) == "t" and not node.keywords)
            case ast.IfExp(body=body, orelse=orelse):
                return harmless(body) and harmless(orelse)
            case ast.JoinedStr(values=parts):
                return all(map(harmless, parts))
            case ast.FormattedValue(value=value):
                return harmless(value)
            case _:
                return False

    # Which argument holds the text.
    tips = {"setToolTip": 0, "setWhatsThis": 0, "showText": 1}
    rich = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "setTextFormat"}
    # For the clipboard, not for a screen of ours; it escapes every cell.
    escapes = {"ui/kit/ledger_copy.py"}
    report(
        f"{short(path)}:{call.lineno} {ast.unparse(call)[:90]}"
        for path in modules("ui")
        for call in calls(path)
        if (
            (place := tips.get(called_name(call))) is not None
            and not all(map(harmless, call.args[place : place + 1]))
        )
        or (called_name(call) in rich and "PlainText" not in ast.unparse(call) and short(path) not in escapes)
    )


def test_no_item_of_a_layout_outlives_its_widget() -> None:
    """PySide keeps what `itemAt` returned until the layout goes. When Qt has deleted the item before, whatever Qt makes in the same
    place in memory is taken for it: a menu that is a layout item, or the end of the process."""
    report(
        f"{short(path)}:{call.lineno} asks a layout for its items"
        for path in modules("ui", "tests")
        for call in calls(path)
        if called_name(call) in {"itemAt", "itemAtPosition"}
    )


def test_lists_are_sorted_where_the_rows_are() -> None:
    report(
        [
            f"{short(path)}:{line} imports {name}"
            for path in modules("ui")
            for line, name in imported(path)
            if name.endswith(("QSortFilterProxyModel", "QSqlTableModel", "QSqlQueryModel"))
        ]
    )


def test_sql_is_never_put_together_from_text() -> None:
    """Acceptance check S-35."""

    def composed(node: ast.AST) -> bool:
        match node:
            case ast.JoinedStr(values=values):
                return any(isinstance(value, ast.FormattedValue) for value in values)
            case ast.BinOp(op=ast.Mod() | ast.Add()):
                return True
            case ast.Call(func=ast.Attribute(attr="format" | "join" | "replace")):
                return True
            case _:
                return False

    def is_sql(path: Path, call: ast.Call) -> bool:
        if isinstance(call.func, ast.Name) and call.func.id in {"text", "literal_column"}:
            return f"sqlalchemy.{call.func.id}" in {name for _, name in imported(path)}
        return called_name(call) in {"exec_driver_sql", "executescript", "literal_column"}

    report(
        [
            f"{short(path)}:{call.lineno} {ast.unparse(call)[:80]}"
            for path in modules("duty_desk", "ui")
            for call in calls(path)
            if is_sql(path, call) and call.args and composed(call.args[0])
        ]
    )


def test_no_command_line_is_put_together_from_text() -> None:
    report(
        [
            f"{short(path)}:{call.lineno} {ast.unparse(call)[:80]}"
            for path in modules(*CODE)
            for call in calls(path)
            if (
                called_name(call) in {"system", "popen", "getoutput"}
                and ast.unparse(call.func) in {"os.system", "os.popen", "subprocess.getoutput"}
            )
            or any(keyword.arg == "shell" for keyword in call.keywords)
        ]
    )
