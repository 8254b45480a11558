"""Tests of samplers that know how often they are wrong.

A correct sampler fails with a probability of at most `false_failures` (default: 1e-9). A sampler that is off by
`notices` passes with a probability of at most `false_failures`. Both are bounds, not estimates. If there are too few
samples for this, importing the test file raises an error that says how many are needed.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from autograder.testing.evidence import CheckFailed, Evidence

FALSE_FAILURES = 1e-9
_MOST = 200_000  # samples


class Frequencies:
    """Checks how often each outcome of a sampler comes up.

    For each outcome the allowed counts leave out binomial tails that have, over all outcomes together, a probability of
    at most `false_failures`. The tails are summed, not approximated.

    Attributes:
        allowed: for each outcome the least and the largest count that passes.

    >>> FAIR = Frequencies([0.25, 0.25, 0.25, 0.25], samples=20_000, notices=0.05)
    >>> FAIR.check([5_010, 4_990, 5_050, 4_950])      # in a test: how often each of the four actions was drawn
    """

    def __init__(
        self, probabilities: Sequence[float], *, samples: int, notices: float, false_failures: float = FALSE_FAILURES
    ) -> None:
        """Find the allowed counts.

        Args:
            probabilities: of each outcome; they sum to 1.
            samples: how many independent samples are drawn.
            notices: a sampler for which some outcome's probability is off by this much, or more, must fail.
            false_failures: with what probability a correct sampler may fail, and such a sampler may pass.

        Raises:
            ValueError: the samples are too few, with the number that is needed.
        """
        if abs(sum(probabilities) - 1) > 1e-9 or min(probabilities) < 0:
            raise ValueError(f"probabilities must be at least 0 and sum to 1, not {list(probabilities)}")
        if not all(0 <= p + notices <= 1 or 0 <= p - notices <= 1 for p in probabilities) or notices <= 0:
            raise ValueError(f"notices={notices}: take a number above 0 by which each probability can change")
        self.probabilities = tuple(map(float, probabilities))
        self.samples = samples
        self.false_failures = false_failures
        each = false_failures / len(self.probabilities)

        def enough(count: int) -> bool:
            return all(_told_apart(count, p, notices, each, false_failures) for p in set(self.probabilities))

        _demand_enough(enough, samples, notices)
        self.allowed = [_allowed_counts(samples, p, each) for p in self.probabilities]

    def check(self, counts: Any, *, what: str = "outcome") -> None:
        """Check the counts of all outcomes, in the order of the probabilities.

        Args:
            counts: a list, array or tensor of integers.
            what: what an outcome is called in the message: "action", say.

        Raises:
            CheckFailed: they are no counts of so many samples, or an outcome came up too often or too rarely.
        """
        plain = counts.tolist() if isinstance(counts, torch.Tensor | np.ndarray) else counts
        if not isinstance(plain, list | tuple) or not all(type(count) is int and count >= 0 for count in plain):
            raise CheckFailed(Evidence(f"there is no count for each {what}"))
        if len(plain) != len(self.probabilities) or sum(plain) != self.samples:
            finding = f"the counts must be of {self.samples} samples, with one count for each {what}"
            yours = f"{sum(plain)} samples, {len(plain)} counts"
            expected = f"{self.samples} samples, {len(self.probabilities)} counts"
            raise CheckFailed(Evidence(finding, yours=yours, expected=expected))
        for index, (count, (least, most), p) in enumerate(zip(plain, self.allowed, self.probabilities, strict=True)):
            if not least <= count <= most:
                raise CheckFailed(
                    Evidence(
                        f"{what} {index} came up too {'often' if count > most else 'rarely'}",
                        yours=f"{count} times in {self.samples} samples",
                        expected=f"{least} to {most} times (its probability is {p:.6g})",
                        note=_rate(self.false_failures),
                    )
                )


class Mean:
    """Checks the mean of independent samples that are known to be bounded, by Hoeffding's inequality.

    Attributes:
        tolerance: how far the mean may be off.

    >>> RETURNS = Mean(0.0, 1.0, expected=0.82, samples=20_000, notices=0.1)
    >>> RETURNS.check([1.0] * 16_500 + [0.0] * 3_500)      # in a test: what 20,000 episodes have returned
    """

    def __init__(
        self,
        low: float,
        high: float,
        *,
        expected: float,
        samples: int,
        notices: float,
        false_failures: float = FALSE_FAILURES,
    ) -> None:
        """Find the tolerance.

        Args:
            low: the least possible value.
            high: the largest possible value.
            expected: the true mean.
            samples: how many independent samples are drawn.
            notices: a sampler whose mean is off by this much, or more, must fail.
            false_failures: with what probability a correct sampler may fail, and such a sampler may pass.

        Raises:
            ValueError: the samples are too few, with the number that is needed.
        """
        if not low <= expected <= high or notices <= 0:
            raise ValueError("the expected mean lies between low and high, and notices is above 0")

        def tolerance(count: int) -> float:
            return (high - low) * math.sqrt(math.log(2 / false_failures) / (2 * count))

        def missed(count: int) -> float:
            return (high - low) * math.sqrt(math.log(1 / false_failures) / (2 * count))

        _demand_enough(lambda count: tolerance(count) + missed(count) <= notices, samples, notices)
        self.low, self.high, self.expected, self.samples = low, high, expected, samples
        self.false_failures = false_failures
        self.tolerance = tolerance(samples)

    def check(self, values: Any, *, what: str = "the mean") -> None:
        """Check the mean of the samples.

        Args:
            values: a list, array or tensor of numbers.
            what: what the mean is called in the message.

        Raises:
            CheckFailed: they are not so many numbers between `low` and `high`, or their mean is off.
        """
        plain = values.tolist() if isinstance(values, torch.Tensor | np.ndarray) else values
        numbers = isinstance(plain, list | tuple) and all(type(v) in (int, float) for v in plain)
        if not numbers or len(plain) != self.samples or not all(self.low <= v <= self.high for v in plain):
            raise CheckFailed(Evidence(f"there are not {self.samples} numbers between {self.low:g} and {self.high:g}"))
        mean = math.fsum(plain) / self.samples
        if abs(mean - self.expected) > self.tolerance:
            raise CheckFailed(
                Evidence(
                    f"{what} of {self.samples} samples is wrong",
                    yours=f"{mean:.6g}",
                    expected=f"{self.expected:.6g}",
                    error=f"off by {abs(mean - self.expected):.1e}, allowed {self.tolerance:.0e}",
                    note=_rate(self.false_failures),
                )
            )


def _rate(false_failures: float) -> str:
    return f"A correct sampler fails here with a probability of at most {false_failures:.0e}."


def _demand_enough(enough: Callable[[int], bool], samples: int, notices: float) -> None:
    if enough(samples):
        return
    needed = samples
    while not enough(needed):
        needed *= 2
        if needed > _MOST:
            raise ValueError(f"to notice {notices:g}, more than {_MOST} samples are needed: choose a larger deviation")
    least = needed // 2  # not enough
    while needed - least > 1:
        middle = (least + needed) // 2
        least, needed = (least, middle) if enough(middle) else (middle, needed)
    raise ValueError(f"{samples} samples are too few to notice a deviation of {notices:g}; {needed} are enough")


def _told_apart(samples: int, p: float, notices: float, each: float, missed: float) -> bool:
    """Return whether a probability off by `notices` gives an allowed count with a chance of at most `missed`."""
    least, most = _allowed_counts(samples, p, each)
    above, below = p + notices, p - notices
    if above <= 1 and _tails(samples, above)[0][most] > missed:
        return False
    return below < 0 or _tails(samples, below)[1][least] <= missed


def _allowed_counts(samples: int, p: float, chance: float) -> tuple[int, int]:
    """Return the narrowest interval of counts outside of which either tail has at most half of `chance`."""
    up_to, from_on = _tails(samples, p)
    least = int(np.searchsorted(up_to, chance / 2, side="right"))  # P(X <= least - 1) is small enough
    most = samples - int(np.searchsorted(from_on[::-1], chance / 2, side="right"))
    return least, most


@functools.lru_cache(maxsize=8)
def _tails(samples: int, p: float) -> tuple[Any, Any]:
    """Return P(X <= k) and P(X >= k) for k = 0..samples, X binomial; each is summed from its small end."""
    if p <= 0 or p >= 1:
        mass = np.zeros(samples + 1)
        mass[0 if p <= 0 else samples] = 1.0
    else:
        k = np.arange(samples + 1)
        steps = np.concatenate(([0.0], np.cumsum(np.log(samples - k[:-1]) - np.log(k[:-1] + 1))))  # log binomials
        mass = np.exp(steps + k * math.log(p) + (samples - k) * math.log1p(-p))
    return np.cumsum(mass), np.cumsum(mass[::-1])[::-1]
