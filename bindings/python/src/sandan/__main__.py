"""`python -m sandan` is the command `sandan`."""

import sys

from sandan.cli import main

if __name__ == "__main__":
    sys.exit(main())
