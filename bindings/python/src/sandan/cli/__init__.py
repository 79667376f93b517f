"""The command line `sandan`."""

from __future__ import annotations

import sys


def main() -> int:
    """Entry point of the console script; the exit status."""
    try:
        import click  # noqa: F401
        import pyarrow  # noqa: F401
        import rich  # noqa: F401
    except ModuleNotFoundError as missing:
        print(
            f"sandan: the command line needs the package {missing.name}: "
            "pip install './bindings/python[cli]'",
            file=sys.stderr,
        )
        return 1
    from sandan.cli.main import run

    return run(sys.argv[1:])
