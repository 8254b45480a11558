"""Compares gradients, one for each input, and reports on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from autograder.testing.differences import first_difference, staged
from autograder.testing.differentiation import Inputs, unit_of
from autograder.testing.evidence import CheckFailed, Evidence

CUT_OFF = "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way."


@dataclass(frozen=True)
class Allowed:
    """How far an entry of a gradient may be off: the sum of these."""

    of_entry: float  # as a share of the entry
    of_largest: float  # as a share of the largest entry of the same gradient
    rounding: float  # the rounding error of the loss; it is divided by the input's unit


def compare_gradients(inputs: Inputs, yours: Sequence[Any], expected: Sequence[torch.Tensor], allowed: Allowed) -> None:
    """Compare gradients.

    Raises:
        CheckFailed: with the first that is wrong, and a word on every other one.
    """
    wrong: dict[str, Evidence] = {}
    if len(yours) != len(expected):
        raise CheckFailed(Evidence("your code sent something other than its gradients"))
    for label, tensor, mine, right in zip(inputs.labels, inputs.tensors, yours, expected, strict=True):
        largest = right.abs().max() if right.numel() else 0
        limit = allowed.of_entry * right.abs() + allowed.of_largest * largest + allowed.rounding / unit_of(tensor)
        what = f"the gradient for `{label}`"
        if mine is None:
            if bool((right.abs() > limit).any()):
                wrong[label] = Evidence(f"no gradient reaches `{label}`", note=CUT_OFF)
            continue
        wanted = right.numpy() if isinstance(tensor, np.ndarray) else right  # a gradient is of its input's type
        evidence = staged(mine, wanted, what) or first_difference(mine, wanted, limit, what)
        if evidence is not None:
            wrong[label] = evidence
    if not wrong:
        return
    first, *others = wrong
    right_ones = [label for label in inputs.labels if label not in wrong]
    note = [wrong[first].note or ""]
    if others:
        note.append(f"Wrong as well: {'; '.join(_in_short(label, wrong[label], wrong[first]) for label in others)}.")
    if right_ones:
        note.append(f"Right: {', '.join(right_ones)}.")
    reveals = any(evidence.note_reveals for evidence in wrong.values())
    raise CheckFailed(replace(wrong[first], note="\n".join(filter(None, note)) or None, note_reveals=reveals))


def _in_short(label: str, evidence: Evidence, first: Evidence) -> str:
    said = (evidence.note or "").rstrip(".")
    if not said.startswith(("Every", "It is")):
        return label
    return f"{label} ({'likewise' if evidence.note == first.note else said[0].lower() + said[1:]})"
