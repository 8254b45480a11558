"""Hidden tests of hw3: every sentence of the contract, on inputs that students have not seen.

Lengths and widths are distinct primes, so that swapped axes show. Attention is compared to a share of 1e-4: who masks
after the softmax divides by a sum plus a tiny number, and is right. For that style the hidden keys must not outweigh
the others by far, so scores are small wherever there is a mask. Softmax is compared to 1e-5, in float32 to 1e-3 where
entries are large: `exp(x - logsumexp(x))` loses as much there (1e4 has a spacing of 1e-3 in float32).
"""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.testing import (
    agrees,
    finite,
    holds,
    no_shared_memory,
    question,
    raises,
    same,
    same_gradients,
    scenario,
    some,
    unmodified,
)

F64 = torch.float64
CLOSE, ATTENTION = 1e-5, 1e-4  # relative tolerances
INF = float("inf")


def tensor(rows, dtype=F64):
    """The same numbers as a tensor."""
    return torch.tensor(rows, dtype=dtype)


def numbers(*shape, first=0, scale=1.0):
    """A tensor of readable numbers of either sign, up to `scale` in size, that repeat after 17."""
    count = torch.Size(shape).numel()
    values = [((first + i) * 7 % 17 - 8) / 8 * scale for i in range(count)]
    return torch.tensor(values, dtype=F64).reshape(shape)


def gaps(*shape):
    """A mask with gaps in different places of each row, but no empty row."""
    rows = torch.arange(torch.Size(shape[:-1]).numel()).unsqueeze(1)
    return ((torch.arange(shape[-1]) + rows) % 3 > 0 if shape[-1] > 1 else rows >= 0).reshape(shape)


# ---------------------------------------------------------------- scenarios


def named(result):
    """A pair (output, weights) as a dict, so that a message says which of the two is wrong."""
    pair = isinstance(result, tuple | list) and len(result) == 2
    return dict(zip(("output", "weights"), result, strict=True)) if pair else result


@scenario
def attend(student, query, key, value, mask=None):
    """Output and weights of attention."""
    return named(student.scaled_dot_product_attention(query, key, value, mask))


@scenario
def attention_output(student, query, key, value, mask=None):
    """The output of attention, without the weights."""
    return student.scaled_dot_product_attention(query, key, value, mask)[0]


@scenario
def attention_weights(student, query, key, value, mask=None):
    """The weights of attention, without the output."""
    return student.scaled_dot_product_attention(query, key, value, mask)[1]


@scenario
def masked_before(student, query, key, value, mask):
    """The output of attention without a mask, after a call with one and before any."""
    before = student.scaled_dot_product_attention(query, key, value)[0]
    student.scaled_dot_product_attention(query, key, value, mask)
    return student.scaled_dot_product_attention(query, key, value)[0], before


@scenario
def attend_to_views(student, query, key, value):
    """Output and weights of attention for tensors that do not lie in memory row by row."""
    heads = [x.transpose(1, 2).contiguous().transpose(1, 2) for x in (query, key, value)]
    return named(student.scaled_dot_product_attention(*heads))


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


@scenario
def encoding(student, length, d_model, numpy=False):
    """A positional encoding in float64: float32 and float64 are both fine."""
    integer = np.int64 if numpy else int
    table = student.positional_encoding(integer(length), integer(d_model))
    return table.double() if isinstance(table, torch.Tensor) and table.is_floating_point() else table


@scenario
def mask_of_numpy_length(student, length):
    """A causal mask whose length is a NumPy integer."""
    return student.causal_mask(np.int64(length))


# ---------------------------------------------------------------- softmax


@st.composite
def softmax_inputs(draw):
    """A tensor of up to three axes, and one of them."""
    shape = draw(some.shapes((1, 3)))
    return draw(some.tensors(shape=shape)), draw(st.integers(-len(shape), len(shape) - 1))


@question("softmax", points=3)
@given(drawn=softmax_inputs())
def test_softmax_along_any_axis(submission, reference, drawn):
    """softmax is right for any number of axes, and along each of them."""
    x, dim = drawn
    agrees("softmax", submission, reference, x, dim=dim, rtol=CLOSE)


@question("softmax", points=1)
def test_softmax_of_rows_far_apart(submission, reference):
    """softmax is right in every row, however far the rows lie apart."""
    x = tensor([[1e4, 9999.0, 9998.0], [-1e4, -9999.0, -9998.0], [0.0, 1.0, 2.0]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)
    agrees("softmax", submission, reference, x.T.contiguous(), dim=0, rtol=CLOSE)


@question("softmax", points=2)
def test_softmax_beside_minus_infinity(submission, reference):
    """softmax gives -inf the share 0, and the finite entries beside it theirs."""
    x = tensor([[-INF, 0.5, -0.25], [2.0, -INF, -INF], [1e4, -1e4, -INF]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)
    finite("softmax", submission, x, gradients_of=[0])


@question("softmax", points=2)
def test_softmax_gradients(submission, reference):
    """Gradients flow back through softmax, also along another axis and for large entries."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
    same_gradients("softmax", submission, reference, x, rtol=CLOSE)
    same_gradients("softmax", submission, reference, x, dim=0, rtol=CLOSE)
    same_gradients("softmax", submission, reference, tensor([[1e4, 9999.0, -1e4]]), rtol=CLOSE)


@question("softmax", points=1)
def test_softmax_leaves_its_input_alone(submission, reference):
    """softmax does not change its input, and its result is a tensor of its own."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)  # what does nothing does no harm either
    unmodified("softmax", submission, x)
    no_shared_memory("softmax", submission, x)


@question("softmax", points=1)
def test_softmax_float32(submission, reference):
    """softmax works in float32, and gives float32."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]], torch.float32)
    agrees("softmax", submission, reference, x, rtol=1e-4, atol=1e-6)
    agrees("softmax", submission, reference, x + 1e4, rtol=1e-2, atol=1e-3)


# ---------------------------------------------------------------- the causal mask


@question("causal_mask", points=3)
@given(length=st.sampled_from([*range(1, 8), 100]))
def test_causal_mask_of_any_length(submission, reference, length):
    """causal_mask is right for every length, and boolean."""
    agrees("causal_mask", submission, reference, length)


@question("causal_mask", points=1)
def test_causal_mask_of_numpy_length(submission, reference):
    """causal_mask takes a NumPy integer."""
    agrees(mask_of_numpy_length, submission, reference, 3)


# ---------------------------------------------------------------- attention


@st.composite
def attentions(draw, leading=((), (2,), (3, 2), (2, 1, 3)), scale=1.0, masked=False, empty_rows=False):
    """Query, key and value with leading axes, all lengths different, and perhaps a mask."""
    t_q, t_k, d_k, d_v = draw(st.permutations((2, 3, 5, 7)))
    axes = draw(st.sampled_from(leading))
    first = draw(st.integers(0, 16))
    drawn = {
        "query": numbers(*axes, t_q, d_k, first=first, scale=scale),
        "key": numbers(*axes, t_k, d_k, first=first + 5, scale=scale),
        "value": numbers(*axes, t_k, d_v, first=first + 11),
    }
    if masked:
        drawn["mask"] = draw(some.masks(t_q, t_k, empty_rows=empty_rows))
    return drawn


SELF = {  # three positions in a batch of two
    "query": numbers(2, 3, 5),
    "key": numbers(2, 3, 5, first=4),
    "value": numbers(2, 3, 2, first=9),
}
# Row 1 hides everything: of a causal mask, of gaps, of padding.
HOLES = torch.tensor([[True, False, True], [False, False, False], [True, True, False]])


@question("attention", points=4)
@settings(max_examples=15)
@given(drawn=attentions())
def test_attention_of_any_shape(submission, reference, drawn):
    """Attention without a mask is right for any lengths, widths and leading axes."""
    agrees(attend, submission, reference, **drawn, rtol=ATTENTION)


@question("attention", points=1)
def test_attention_of_transposed_heads(submission, reference):
    """Attention takes heads that were split off by a transposition, so that they do not lie in memory row by row."""
    query, key, value = numbers(2, 3, 4, 2), numbers(2, 3, 5, 2, first=4), numbers(2, 3, 5, 7, first=9)
    agrees(attend_to_views, submission, reference, query, key, value, rtol=ATTENTION)


@question("attention", points=1)
def test_attention_of_large_scores(submission, reference):
    """Attention is right where scores are large."""
    query, key = numbers(2, 3, 5), numbers(2, 7, 5, first=4)
    query[..., 0] = key[..., 0] = 50.0  # all scores are about 50 * 50 / sqrt(5) = 1118
    agrees(attend, submission, reference, query, key, numbers(2, 7, 2, first=9), rtol=ATTENTION)


@question("attention", points=4)
@settings(max_examples=15)
@given(drawn=attentions(masked=True))
def test_attention_with_any_mask(submission, reference, drawn):
    """Attention with a mask (T_q, T_k) is right, with leading axes as well."""
    agrees(attend, submission, reference, **drawn, rtol=ATTENTION)


@question("attention", points=3)
def test_attention_broadcasts_the_mask(submission, reference):
    """The mask may have any shape that broadcasts to (..., T_q, T_k), and holds for one call only."""
    query, key, value = numbers(2, 3, 4, 2), numbers(2, 3, 5, 2, first=4), numbers(2, 3, 5, 7, first=9)
    for shape in [(5,), (1, 5), (4, 1), (1,), (3, 1, 5), (2, 1, 1, 5), (2, 1, 4, 5), (1, 3, 4, 5), (2, 3, 4, 5)]:
        agrees(attend, submission, reference, query, key, value, gaps(*shape), rtol=ATTENTION)
    same(*masked_before(submission, query, key, value, gaps(4, 5)), what="the output after a call with a mask")


@question("attention", points=3)
@settings(max_examples=15)
@given(drawn=attentions(masked=True, empty_rows=True))
def test_attention_of_queries_without_keys(submission, reference, drawn):
    """A query with nothing to attend to gets zeros, in output and weights; the other queries get what is theirs."""
    agrees(attend, submission, reference, **drawn, rtol=ATTENTION)
    blocked = torch.zeros(drawn["mask"].shape[0], 1, dtype=torch.bool)  # all of them, by a mask that is broadcast
    agrees(attend, submission, reference, **drawn | {"mask": blocked}, rtol=ATTENTION)
    padding = torch.tensor([[[True, True, False]], [[False, False, False]]])  # of the second item, nothing is left
    agrees(attend, submission, reference, **SELF, mask=padding, rtol=ATTENTION)


@question("attention", points=3)
def test_attention_gradients(submission, reference):
    """Gradients flow back from the output to query, key and value, with and without a mask."""
    same_gradients(attention_output, submission, reference, **SELF, rtol=ATTENTION)
    causal = torch.ones(3, 3, dtype=torch.bool).tril()
    same_gradients(attention_output, submission, reference, **SELF, mask=causal, rtol=ATTENTION)


@question("attention", points=3)
def test_attention_gradients_of_queries_without_keys(submission, reference):
    """A query with nothing to attend to gets zeros as its gradient, never NaN, and spoils no other gradient."""
    same_gradients(attention_output, submission, reference, **SELF, mask=HOLES, rtol=ATTENTION)


@question("attention", points=1)
def test_attention_gradients_of_the_weights(submission, reference):
    """Gradients flow back from the weights as well."""
    query, key, value = SELF.values()
    same_gradients(attention_weights, submission, reference, query, key, value, wrt=[0, 1], rtol=ATTENTION)


@question("attention", points=1)
def test_attention_leaves_its_arguments_alone(submission, reference):
    """Attention does not change query, key, value or mask, and its results are tensors of their own."""
    agrees(attend, submission, reference, **SELF, mask=HOLES, rtol=ATTENTION)
    unmodified(attend, submission, **SELF)
    unmodified(attend, submission, **SELF, mask=HOLES)
    no_shared_memory(attend, submission, **SELF, mask=HOLES)


@question("attention", points=1)
def test_attention_float32(submission, reference):
    """Attention works in float32, and gives float32."""
    single = {name: x.float() for name, x in SELF.items()}
    agrees(attend, submission, reference, **single, mask=HOLES, rtol=1e-3, atol=1e-5)


# ---------------------------------------------------------------- multi-head attention


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


# ---------------------------------------------------------------- positional encoding


@question("positional_encoding", points=5)
@given(length=st.sampled_from([2, 1, 5, 11, 50]), d_model=st.sampled_from([2, 4, 6, 10, 16]))
def test_positional_encoding_of_any_size(submission, reference, length, d_model):
    """positional_encoding is right for any length and any even width."""
    # In float32, with exp and log, a frequency is off by a share of 4e-7, and position t by t times that.
    agrees(encoding, submission, reference, length, d_model, rtol=0, atol=2e-6 * (length + 1))


@question("positional_encoding", points=0.5)
def test_positional_encoding_of_numpy_size(submission, reference):
    """positional_encoding takes NumPy integers."""
    agrees(encoding, submission, reference, 3, 4, numpy=True, rtol=0, atol=1e-5)


@question("positional_encoding", points=2)
def test_positional_encoding_checks_its_arguments(submission):
    """positional_encoding raises ValueError for an odd d_model, and for no even one."""
    for d_model in (3, 1, 7):
        raises(ValueError, "d_model|dim|odd|even", submission.positional_encoding, 4, d_model)
    for d_model in (2, 6):
        encoding(submission, 4, d_model)


# ---------------------------------------------------------------- layer normalization


@st.composite
def norms(draw):
    """Vectors with up to two leading axes, a scale and a shift."""
    shape = draw(some.shapes((1, 3)))
    return {
        "x": draw(some.tensors(shape=shape)),
        "gamma": draw(some.tensors(shape=shape[-1:])),
        "beta": draw(some.tensors(shape=shape[-1:])),
    }


X = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
GAMMA, BETA = tensor([2.0, -1.5, 0.5]), tensor([0.25, 1.0, -0.5])


@question("layer_norm", points=3)
@given(drawn=norms(), eps=st.sampled_from([1e-5, 0.1, 1.0]))
def test_layer_norm_of_any_shape(submission, reference, drawn, eps):
    """layer_norm is right for any number of leading axes, and any eps."""
    agrees("layer_norm", submission, reference, **drawn, eps=eps, rtol=CLOSE)


@question("layer_norm", points=2)
def test_layer_norm_of_close_entries(submission, reference):
    """layer_norm adds eps to the variance, 1e-5 unless told otherwise: it matters where entries are close together."""
    x = tensor([[1.001, 1.002, 1.004], [0.5, 0.5, 0.5]])
    agrees("layer_norm", submission, reference, x, GAMMA, BETA, rtol=CLOSE)
    finite("layer_norm", submission, x, GAMMA, BETA, gradients_of=[0])


@question("layer_norm", points=2.5)
def test_layer_norm_gradients(submission, reference):
    """Gradients flow back through layer_norm to x, gamma and beta."""
    same_gradients("layer_norm", submission, reference, X, GAMMA, BETA, rtol=CLOSE)


@question("layer_norm", points=1)
def test_layer_norm_leaves_its_arguments_alone(submission, reference):
    """layer_norm does not change its arguments, and its result is a tensor of its own."""
    agrees("layer_norm", submission, reference, X, GAMMA, BETA, rtol=CLOSE)
    unmodified("layer_norm", submission, X, GAMMA, BETA)
    no_shared_memory("layer_norm", submission, X, GAMMA, BETA)


@question("layer_norm", points=0.5)
def test_layer_norm_takes_eps_as_a_tensor(submission, reference):
    """layer_norm takes eps as a 0-d tensor."""
    agrees("layer_norm", submission, reference, X, GAMMA, BETA, tensor(0.25), rtol=CLOSE)


@question("layer_norm", points=0.5)
def test_layer_norm_float32(submission, reference):
    """layer_norm works in float32, and gives float32."""
    agrees("layer_norm", submission, reference, X.float(), GAMMA.float(), BETA.float(), rtol=1e-3, atol=1e-5)
