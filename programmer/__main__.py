"""Arguments in, exit code out."""

from __future__ import annotations

import sys

from programmer.cli.main import run
from programmer.cli.output import speak_utf8


def main() -> int:
    """Run the command line of this process and return its exit code."""
    speak_utf8()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
