"""The command line: `python -m duty_desk …` for scheduled jobs and for setting an office up without a window."""

import sys

from duty_desk.commands import main

if __name__ == "__main__":
    sys.exit(main())
