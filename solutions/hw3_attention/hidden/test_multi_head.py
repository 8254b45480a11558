"""Hidden tests of multi-head attention, on inputs that students have not seen."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.testing import agrees, holds, question, raises, same, same_gradients, scenario

from common import ATTENTION, F64, HOLES, gaps, named, numbers


def projections(number, d_model, dtype=F64):
    """Four different weights of about the size that nn.Linear's own have, for every `number`."""
    return {
        name: ((numbers(d_model, d_model, first=number + 6 * i) + torch.eye(d_model)) / 2).to(dtype)
        for i, name in enumerate(("w_q", "w_k", "w_v", "w_o"))
    }


@scenario
def multi_head(student, query, key=None, value=None, mask=None, num_heads=1, projections_no=0, load=False):
    """Output and weights of multi-head attention with some projections, written into the weights or loaded."""
    d_model, dtype = query.shape[-1], query.dtype
    module = student.MultiHeadAttention(d_model, num_heads).to(dtype)
    weights = projections(projections_no, d_model, dtype)
    if load:
        module.load_state_dict({f"{name}.weight": weight for name, weight in weights.items()}, strict=False)
    else:
        with torch.no_grad():
            for name, weight in weights.items():
                getattr(module, name).weight.copy_(weight)
    return named(module(query, key, value, mask))


@scenario
def multi_head_again(student, query, key, mask):
    """Outputs of two modules that are called in turn, each with a mask and then, for something else, without."""
    modules = [student.MultiHeadAttention(query.shape[-1], 2).double() for _ in range(2)]
    for number, module in enumerate(modules):
        weights = projections(5 * number, query.shape[-1])
        module.load_state_dict({f"{name}.weight": weight for name, weight in weights.items()}, strict=False)
    calls = [(query, key, key, mask), (key, query), (key,)]
    return [module(*call)[0] for call in calls for module in modules]


@scenario
def multi_head_output(student, query, key, value, w_q, w_k, w_v, w_o, num_heads, mask=None):
    """The output of multi-head attention as a function of its inputs and projections."""
    module = student.MultiHeadAttention(len(w_q), num_heads).double()
    weights = {"w_q.weight": w_q, "w_k.weight": w_k, "w_v.weight": w_v, "w_o.weight": w_o}
    return torch.func.functional_call(module, weights, (query, key, value, mask))[0]


@scenario
def multi_head_weights(student, query, key, w_q, w_k, num_heads):
    """The weights of multi-head attention as a function of all that they depend on."""
    module = student.MultiHeadAttention(len(w_q), num_heads).double()
    return torch.func.functional_call(module, {"w_q.weight": w_q, "w_k.weight": w_k}, (query, key))[1]


@scenario
def parameters(student, d_model, num_heads):
    """The names and shapes of all parameters, how many are different tensors, and which layers have no bias."""
    module = student.MultiHeadAttention(d_model, num_heads)
    layers = [getattr(module, name, None) for name in ("w_q", "w_k", "w_v", "w_o")]
    named = {name: list(parameter.shape) for name, parameter in module.named_parameters(remove_duplicate=False)}
    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    different = len({id(layer.weight) for layer in linear})
    frozen = [not layer.weight.requires_grad for layer in linear]
    return named, different, [isinstance(layer, nn.Linear) and layer.bias is None for layer in layers], frozen


@scenario
def build(student, d_model, num_heads):
    """Only make the module."""
    student.MultiHeadAttention(d_model, num_heads)


@question("multi_head", points=6)
@settings(max_examples=12)
@given(
    heads=st.sampled_from([(2, 3), (3, 2), (1, 5), (5, 1), (2, 2)]),
    batch=st.sampled_from([1, 2]),
    first=st.integers(0, 16),
)
def test_multi_head_self_attention(submission, reference, heads, batch, first):
    """Self-attention is right for any number of heads and any projections."""
    num_heads, d_head = heads
    x = numbers(batch, 3, num_heads * d_head, first=first)
    agrees(multi_head, submission, reference, x, num_heads=num_heads, projections_no=first, rtol=ATTENTION)


@question("multi_head", points=3)
def test_multi_head_cross_attention(submission, reference):
    """Queries may attend to another sequence, of another length; without `value`, values are made of `key`."""
    query, key, value = numbers(2, 3, 4), numbers(2, 5, 4, first=3), numbers(2, 5, 4, first=8)
    agrees(multi_head, submission, reference, query, key, num_heads=2, rtol=ATTENTION)
    agrees(multi_head, submission, reference, query, key, value, num_heads=2, rtol=ATTENTION)
    for inputs in [(query + 0.5,), (query + 0.5, query - 0.25)]:  # sequences of one length
        agrees(multi_head, submission, reference, query, *inputs, num_heads=2, rtol=ATTENTION)


@question("multi_head", points=3)
def test_multi_head_masks(submission, reference):
    """The mask may have any shape that broadcasts to (B, num_heads, T_q, T_k), and holds for every head."""
    query, key = numbers(2, 4, 6), numbers(2, 5, 6, first=3)
    for shape in [(4, 5), (5,), (1, 5), (2, 1, 1, 5), (2, 1, 4, 5), (1, 3, 4, 5), (3, 4, 5), (2, 3, 4, 5)]:
        agrees(multi_head, submission, reference, query, key, mask=gaps(*shape), num_heads=3, rtol=ATTENTION)
    # As many queries as items, as many heads as items: which axis of the mask is which does not depend on lengths.
    for batch, t_q, shape in [(2, 2, (2, 5)), (3, 4, (3, 4, 5))]:
        query, key = numbers(batch, t_q, 6), numbers(batch, 5, 6, first=3)
        agrees(multi_head, submission, reference, query, key, mask=gaps(*shape), num_heads=3, rtol=ATTENTION)


@question("multi_head", points=2)
def test_multi_head_of_queries_without_keys(submission, reference):
    """A query with nothing to attend to gets zeros, and no gradient is NaN."""
    x = numbers(2, 3, 4)
    agrees(multi_head, submission, reference, x, mask=HOLES, num_heads=2, rtol=ATTENTION)
    options = {"num_heads": 2, "mask": HOLES, "rtol": ATTENTION}
    same_gradients(multi_head_output, submission, reference, x, None, None, **projections(0, 4), **options)


@question("multi_head", points=3)
def test_multi_head_gradients(submission, reference):
    """Gradients reach query, key, value and all four projections, from the output and from the weights."""
    query, key, value = numbers(2, 3, 4), numbers(2, 2, 4, first=3), numbers(2, 2, 4, first=8)
    weights, options = projections(0, 4), {"num_heads": 2, "rtol": ATTENTION}
    same_gradients(multi_head_output, submission, reference, query, key, value, **weights, **options)
    inputs = query, key, weights["w_q"], weights["w_k"]
    same_gradients(multi_head_weights, submission, reference, *inputs, **options)


@question("multi_head", points=1)
def test_multi_head_called_again(submission, reference):
    """MultiHeadAttention may be called again with something else, also in turn with another one."""
    query, key = numbers(2, 3, 4), numbers(2, 3, 4, first=3)
    agrees(multi_head_again, submission, reference, query, key, gaps(3, 3), rtol=ATTENTION)


@question("multi_head", points=1)
def test_multi_head_parameters(submission, reference):
    """The weights of w_q, w_k, w_v and w_o are parameters, each its own, and can be loaded from a state_dict."""
    named, different, without_bias, frozen = parameters(submission, 6, 2)
    inputs = {"d_model": 6, "num_heads": 2}
    for name in ("w_q.weight", "w_k.weight", "w_v.weight", "w_o.weight"):
        holds(name in named, f"`{name}` is not among the module's parameters", inputs=inputs)
        same(named[name], [6, 6], what=f"the shape of {name}", inputs="d_model=6, num_heads=2")
    holds(different == 4, "some of the four projections share their weight", inputs=inputs)
    holds(all(without_bias), "a projection is not an nn.Linear without bias", inputs=inputs)
    holds(not any(frozen), "a projection's weight requires no gradient, so that it cannot be trained", inputs=inputs)
    agrees(multi_head, submission, reference, numbers(2, 3, 6), num_heads=2, load=True, rtol=ATTENTION)


@question("multi_head", points=1)
def test_multi_head_checks_its_arguments(submission):
    """MultiHeadAttention raises ValueError where num_heads does not divide d_model, and accepts where it does."""
    for d_model, num_heads in ((5, 2), (4, 8), (10, 3)):
        raises(ValueError, "num_heads|d_model|heads", build, submission, d_model, num_heads)
    for d_model, num_heads in ((5, 1), (5, 5), (12, 4)):
        build(submission, d_model, num_heads)


@question("multi_head", points=1)
def test_multi_head_float32(submission, reference):
    """MultiHeadAttention works in float32, and gives float32."""
    agrees(multi_head, submission, reference, numbers(2, 3, 6).float(), num_heads=2, rtol=1e-3, atol=1e-5)
