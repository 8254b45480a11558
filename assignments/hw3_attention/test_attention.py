"""Public tests of hw3: run `pytest`, or `pytest -k softmax` for one question.

They go from easy to hard within each question. The numbers are small enough to follow with pen and paper; the handout
shows how. `scaled_dot_product_attention` may use your `softmax`, and `MultiHeadAttention` may use both: then a mistake
in the one shows in the tests of the other, so repair it first. More tests, which you do not see, run when you hand in.
"""

import math

import torch
from torch import nn

from autograder.testing import holds, question, raises, same, scenario


def tensor(rows):
    """The same numbers as a float64 tensor."""
    return torch.tensor(rows, dtype=torch.float64)


def pair(result):
    """The output and the weights, once it is clear that there are two results."""
    holds(isinstance(result, tuple | list) and len(result) == 2, "the result is not a pair (output, weights)")
    return result


@scenario
def projections(student, d_model, num_heads):
    """What the four projections are: whether a Linear, whether with a bias, and the shape of their weight."""
    module = student.MultiHeadAttention(d_model, num_heads)
    found = {}
    for name in ("w_q", "w_k", "w_v", "w_o"):
        layer = getattr(module, name, None)
        linear = isinstance(layer, nn.Linear)
        found[name] = [linear, linear and layer.bias is not None, list(layer.weight.shape) if linear else []]
    return found


@scenario
def multi_head(student, num_heads, weights, query, key=None, value=None, mask=None):
    """The output and the weights of multi-head attention with given projections, in float64."""
    module = student.MultiHeadAttention(len(weights["w_q"]), num_heads).double()
    with torch.no_grad():
        for name, weight in weights.items():
            getattr(module, name).weight.copy_(weight)
    return module(query, key, value, mask)


@scenario
def build(student, d_model, num_heads):
    """Only make the module."""
    student.MultiHeadAttention(d_model, num_heads)


@scenario
def encoding(student, length, d_model):
    """A positional encoding in float64: float32 and float64 are both fine."""
    table = student.positional_encoding(length, d_model)
    return table.double() if isinstance(table, torch.Tensor) and table.is_floating_point() else table


# The worked example of the handout: three positions, d_k = 4 and d_v = 2.
QUERY = tensor([[1, 0, 1, 0], [0, 2, 0, 0], [1, 1, 0, 1]])
KEY = tensor([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 2]])
VALUE = tensor([[1, 0], [0, 1], [1, 1]])
E, E2 = math.e, math.e**2

# Four times the same projection: every vector stays as it is.
UNCHANGED = {name: torch.eye(4, dtype=torch.float64) for name in ("w_q", "w_k", "w_v", "w_o")}


# ---------------------------------------------------------------- softmax


@question("softmax", points=1)
def test_softmax_of_three(submission):
    """softmax divides the exponentials by their sum."""
    x = tensor([0.0, math.log(2), math.log(5)])
    same(submission.softmax(x), tensor([1 / 8, 2 / 8, 5 / 8]), rtol=1e-5, inputs="x = [0, ln 2, ln 5]")


@question("softmax", points=1)
def test_softmax_along_an_axis(submission):
    """softmax works along the axis that `dim` names, the last one if it names none."""
    three = math.log(3)
    x = tensor([[0.0, three], [three, three]])
    rows, columns = [[0.25, 0.75], [0.5, 0.5]], [[0.25, 0.5], [0.75, 0.5]]
    same(submission.softmax(x), tensor(rows), rtol=1e-5, inputs="x = [[0, ln 3], [ln 3, ln 3]]")
    same(submission.softmax(x, dim=0), tensor(columns), rtol=1e-5, inputs="x = [[0, ln 3], [ln 3, ln 3]], dim=0")


@question("softmax", points=2)
def test_softmax_of_large_entries(submission):
    """softmax is right where the exponentials are too large for any number."""
    x = tensor([10000.0, 10000.0, -10000.0])
    same(submission.softmax(x), tensor([0.5, 0.5, 0.0]), rtol=1e-5, inputs="x = [10000, 10000, -10000]")


# ---------------------------------------------------------------- the causal mask


@question("causal_mask", points=2)
def test_causal_mask_of_three(submission):
    """causal_mask lets each position see itself and everything before it: True = may attend."""
    expected = [[True, False, False], [True, True, False], [True, True, True]]
    same(submission.causal_mask(3), torch.tensor(expected), inputs="length = 3")


# ---------------------------------------------------------------- attention


@question("attention", points=1.5)
def test_attention_without_preference(submission):
    """A query of zeros attends to every key alike: its output is the mean of the values."""
    output, weights = pair(submission.scaled_dot_product_attention(tensor([[0, 0, 0, 0]]), KEY, VALUE))
    inputs = "query [[0, 0, 0, 0]], key and value of the handout's example"
    same(weights, tensor([[1 / 3, 1 / 3, 1 / 3]]), what="the weights", rtol=1e-4, inputs=inputs)
    same(output, tensor([[2 / 3, 2 / 3]]), what="the output", rtol=1e-4, inputs=inputs)


@question("attention", points=2)
def test_attention_worked_example(submission):
    """The worked example of the handout: softmax over the keys, of scores divided by the root of d_k."""
    output, weights = pair(submission.scaled_dot_product_attention(QUERY, KEY, VALUE))
    a, b = 2 * E + 1, 2 + E2
    expected = tensor([[E / a, 1 / a, E / a], [1 / b, E2 / b, 1 / b], [1 / 3, 1 / 3, 1 / 3]])
    inputs = "the handout's worked example, no mask"
    same(weights, expected, what="the weights", rtol=1e-4, inputs=inputs)
    expected = tensor([[2 * E / a, (1 + E) / a], [2 / b, (E2 + 1) / b], [2 / 3, 2 / 3]])
    same(output, expected, what="the output", rtol=1e-4, inputs=inputs)


@question("attention", points=2)
def test_attention_with_a_mask(submission):
    """A key that the mask hides gets the weight 0, and the weights of the others still sum to 1."""
    mask = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
    output, weights = pair(submission.scaled_dot_product_attention(QUERY, KEY, VALUE, mask))
    first, second = 1 / (1 + E2), E2 / (1 + E2)
    inputs = "the handout's worked example, causal mask"
    expected = tensor([[1, 0, 0], [first, second, 0], [1 / 3, 1 / 3, 1 / 3]])
    same(weights, expected, what="the weights", rtol=1e-4, inputs=inputs)
    expected = tensor([[1, 0], [first, second], [2 / 3, 2 / 3]])
    same(output, expected, what="the output", rtol=1e-4, inputs=inputs)


@question("attention", points=1.5)
def test_attention_of_a_blocked_query(submission):
    """A query that may attend to nothing gets zeros."""
    mask = torch.tensor([[False, False, False]])
    output, weights = pair(submission.scaled_dot_product_attention(tensor([[1, 0, 1, 0]]), KEY, VALUE, mask))
    inputs = "query [[1, 0, 1, 0]], mask [[False, False, False]]"
    same(weights, tensor([[0, 0, 0]]), what="the weights", inputs=inputs)
    same(output, tensor([[0, 0]]), what="the output", inputs=inputs)


# ---------------------------------------------------------------- multi-head attention


@question("multi_head", points=1)
def test_multi_head_has_four_projections(submission):
    """w_q, w_k, w_v and w_o are nn.Linear(d_model, d_model, bias=False)."""
    for name, (linear, bias, shape) in projections(submission, 6, 2).items():
        holds(linear, f"`{name}` is not an nn.Linear, or there is none", inputs={"d_model": 6, "num_heads": 2})
        holds(not bias, f"`{name}` has a bias", inputs={"d_model": 6, "num_heads": 2})
        same(shape, [6, 6], what=f"the shape of {name}.weight", inputs="d_model=6, num_heads=2")


@question("multi_head", points=1.5)
def test_multi_head_with_one_head(submission):
    """One head, and projections that change nothing, are plain attention. (It needs your attention to be right.)"""
    x = tensor([[[2, 0, 0, 0], [0, 0, 0, 2]]])  # the scores are 4 / 2 and 0
    output, weights = pair(multi_head(submission, 1, UNCHANGED, x))
    most, rest = E2 / (E2 + 1), 1 / (E2 + 1)
    inputs = "x = [[[2, 0, 0, 0], [0, 0, 0, 2]]], one head, all four projections are the identity"
    same(weights, tensor([[[[most, rest], [rest, most]]]]), what="the weights", rtol=1e-4, inputs=inputs)
    expected = tensor([[[2 * most, 0, 0, 2 * rest], [2 * rest, 0, 0, 2 * most]]])
    same(output, expected, what="the output", rtol=1e-4, inputs=inputs)


@question("multi_head", points=2)
def test_multi_head_with_two_heads(submission):
    """Of two heads, the first works on the first half of every vector, the second on the second half."""
    root = math.sqrt(2)  # of d_head, so that the scores become root and 0
    x = tensor([[[root, 0, 0, 0], [0, root, 0, 0]]])
    output, weights = pair(multi_head(submission, 2, UNCHANGED, x))
    # head 0 sees [root, 0] and [0, root], head 1 sees [0, 0] twice
    most = math.exp(root) / (math.exp(root) + 1)
    first, second = [[most, 1 - most], [1 - most, most]], [[0.5, 0.5], [0.5, 0.5]]
    inputs = "x = [[[√2, 0, 0, 0], [0, √2, 0, 0]]], two heads, all four projections are the identity"
    same(weights, tensor([[first, second]]), what="the weights", rtol=1e-4, inputs=inputs)
    more, less = root * most, root * (1 - most)
    expected = tensor([[[more, less, 0, 0], [less, more, 0, 0]]])
    same(output, expected, what="the output", rtol=1e-4, inputs=inputs)


@question("multi_head", points=0.5)
def test_multi_head_rejects_uneven_heads(submission):
    """MultiHeadAttention raises ValueError where num_heads does not divide d_model."""
    build(submission, 6, 2)
    raises(ValueError, "num_heads|d_model|heads", build, submission, 6, 4)


# ---------------------------------------------------------------- positional encoding


@question("positional_encoding", points=1)
def test_positional_encoding_of_the_first_position(submission):
    """Position 0 is encoded as sine and cosine of 0 in turn: 0, 1, 0, 1."""
    same(encoding(submission, 1, 4), tensor([[0.0, 1.0, 0.0, 1.0]]), atol=1e-6, inputs="length = 1, d_model = 4")


@question("positional_encoding", points=1.5)
def test_positional_encoding_by_hand(submission):
    """With d_model = 4 the frequencies are 1 and 1/100."""
    rows = [[math.sin(t), math.cos(t), math.sin(t / 100), math.cos(t / 100)] for t in range(3)]
    same(encoding(submission, 3, 4), tensor(rows), rtol=1e-5, atol=1e-5, inputs="length = 3, d_model = 4")


# ---------------------------------------------------------------- layer normalization


@question("layer_norm", points=1.5)
def test_layer_norm_by_hand(submission):
    """layer_norm divides by the root of variance plus eps."""
    # the mean is 2, the variance ((-1)^2 + 1^2) / 2 = 1, the root of 1 + 3 is 2
    x, ones, zeros = tensor([1.0, 3.0]), tensor([1.0, 1.0]), tensor([0.0, 0.0])
    inputs = "x = [1, 3], gamma = [1, 1], beta = [0, 0], eps = 3"
    same(submission.layer_norm(x, ones, zeros, eps=3.0), tensor([-0.5, 0.5]), rtol=1e-5, inputs=inputs)


@question("layer_norm", points=1)
def test_layer_norm_scales_and_shifts(submission):
    """layer_norm multiplies by gamma, then adds beta, entry by entry, in every row."""
    x, gamma, beta = tensor([[1.0, 3.0], [8.0, 4.0]]), tensor([10.0, 4.0]), tensor([0.5, -1.0])
    inputs = "x = [[1, 3], [8, 4]], gamma = [10, 4], beta = [0.5, -1], eps = 0"
    expected = tensor([[-9.5, 3.0], [10.5, -5.0]])
    same(submission.layer_norm(x, gamma, beta, eps=0.0), expected, rtol=1e-5, inputs=inputs)
