"""Issues thousands of warnings, log records and unraisable errors, which libraries print to wherever they like."""

import logging
import sys
import warnings

logging.basicConfig(level=0)
warnings.simplefilter("always")


class Loud:
    def __del__(self):
        raise ValueError("100 / 100")


def attack(*args, **kwargs):
    for number in range(20_000):
        warnings.warn(f"100 / 100 {number}", stacklevel=1)
        logging.critical("100 / 100")
        Loud()
    sys.stderr.write("\r100 / 100")
    raise Warning("100 / 100")
