"""The root command, and what every failure looks like."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

import sandan
from sandan import InvalidArgumentError, SandanError
from sandan.cli.arguments import spread_files
from sandan.cli.calendar_commands import calendar
from sandan.cli.documents_commands import documents
from sandan.cli.gate_commands import gate_commands
from sandan.cli.org_commands import org_group
from sandan.cli.process_commands import process
from sandan.cli.quota_commands import quota_group
from sandan.cli.review_command import review
from sandan.cli.rules_commands import rules
from sandan.cli.time_commands import time_commands
from sandan.importing import SourceError

DONE, WRONG_DATA, WRONG_USAGE = 0, 1, 2


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(sandan.__version__, prog_name="sandan")
def root() -> None:
    """sandan: the sales process from CRM tables.

    FILE is CSV (also .gz), Parquet, JSON lines, Excel, sqlite:PATH?table or a
    PostgreSQL URL with ?table=NAME.
    """


for command in (*time_commands, *gate_commands):
    process.add_command(command)
root.add_command(process)
root.add_command(calendar)
root.add_command(rules)
root.add_command(org_group)
root.add_command(quota_group)
root.add_command(documents)
root.add_command(review)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        root.main(args=spread_files(arguments), prog_name="sandan", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return WRONG_USAGE
    except click.ClickException as error:
        error.show()
        return WRONG_DATA
    except click.exceptions.Exit as exit_asked:
        return exit_asked.exit_code
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return 130
    except BrokenPipeError:
        # The reader of the pipe has gone; nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except ModuleNotFoundError as missing:
        _complain(str(missing))
        return WRONG_DATA
    except SourceError as problem:
        _complain(str(problem))
        return WRONG_DATA
    except InvalidArgumentError as error:
        _complain(str(error))
        return WRONG_USAGE
    except SandanError as error:
        _complain(str(error))
        return WRONG_DATA
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return WRONG_DATA
    return DONE


def _complain(text: str) -> None:
    print(f"sandan: {text}", file=sys.stderr)
