"""Makes `python -m autograder.cli` the command line."""

import sys

from autograder.cli import main

sys.exit(main())
