"""What the packaged program starts with: the window, the command line, or the reader of one workbook.

`duty-desk-cli` and `--command-line` give what `python -m duty_desk` gives in a checkout.
"""

import sys
from pathlib import Path

from duty_desk.sheets.child import serve_if_asked

COMMAND_LINE = "--command-line"


def main() -> int:
    """Run the part that was asked for; the value for the shell."""
    serve_if_asked()
    arguments = sys.argv[1:]
    if Path(sys.executable).stem == "duty-desk-cli" or arguments[:1] == [COMMAND_LINE]:
        from duty_desk import commands

        return commands.main([each for each in arguments if each != COMMAND_LINE])
    from ui.app import main as show

    return show(arguments)


if __name__ == "__main__":
    sys.exit(main())
