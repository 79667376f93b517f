"""`python -m sandan.cli`."""

import sys

from sandan.cli import main

sys.exit(main())
