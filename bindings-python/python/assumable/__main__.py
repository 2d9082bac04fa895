"""The command ``assumable``: the same program as that of Cargo."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> None:
    """Run the command and leave with its exit code."""
    # Python's handler waits for Python code to run, which the command does not.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["assumable", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
