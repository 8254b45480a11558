"""Hidden tests of clipping gradients by value, on inputs that students have not seen."""

import torch
from hypothesis import given

from autograder.testing import question, same

from common import clip, hyper, several


@question("clip_value", points=2)
@given(gradients=several(), limit=hyper([1.0, 0.3, 2.5]))
def test_clip_value_any_gradients(submission, reference, gradients, limit):
    """clip_grad_value clips gradients of any shape, of all parameters."""
    _, yours, _, _ = clip(submission, "clip_grad_value", gradients, limit)
    _, expected, _, _ = clip(reference, "clip_grad_value", gradients, limit)
    same(yours, expected, what="gradients", inputs=f"gradients {[g.tolist() for g in gradients]}, limit {limit}")


@question("clip_value", points=2)
def test_clip_value_in_place(submission):
    """clip_grad_value changes the gradients in place, and nothing else."""
    gradients = [torch.tensor([2.0, -3.0], dtype=torch.float64), torch.tensor(0.5, dtype=torch.float64)]
    _, _, yours, parameters = clip(submission, "clip_grad_value", gradients, 1.0)
    inputs = "gradients [2, -3], 0.5, limit 1"
    same(yours[0].tolist(), [1.0, -1.0], what="the tensor that was in .grad before the call", inputs=inputs)
    same(parameters, [torch.full_like(g, 7.0) for g in gradients], what="the parameters", inputs=inputs)


@question("clip_value", points=1)
def test_clip_value_float32(submission):
    """clip_grad_value works in float32."""
    _, yours, _, _ = clip(submission, "clip_grad_value", [torch.tensor([[2.0, -0.5], [-3.0, 1.0]])], 1.0)
    same(
        yours,
        [torch.tensor([[1.0, -0.5], [-1.0, 1.0]])],
        what="gradients",
        inputs="float32 gradient [[2, -0.5], [-3, 1]], limit 1",
    )
    _, yours, _, _ = clip(submission, "clip_grad_value", [torch.tensor([2.0, -0.5])], 0.0)
    same([g.abs() for g in yours], [torch.zeros(2)], what="gradients", inputs="float32 gradient [2, -0.5], limit 0")
