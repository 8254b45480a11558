"""Hidden tests of scaled dot-product attention, on inputs that students have not seen."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import agrees, no_shared_memory, question, same, same_gradients, scenario, some, unmodified

from common import ATTENTION, HOLES, gaps, named, numbers


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
