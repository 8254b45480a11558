"""Hidden tests of the off-policy loss, on trajectories that students have not seen."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import holds, question, same, scenario, some, unmodified

from common import F64, FLOAT32, drawn_log_probs, rewards_of


@scenario
def off_policy_gradients(student, new_log_probs, old_log_probs, rewards, *gamma):
    """The shape of the loss, and what flows back to the new and to the old log-probabilities; 0 if nothing does."""
    new_log_probs = [log_prob.requires_grad_() for log_prob in new_log_probs]
    old_log_probs = [log_prob.requires_grad_() for log_prob in old_log_probs]
    loss = student.off_policy_loss(new_log_probs, old_log_probs, rewards, *gamma)
    if loss.requires_grad:
        loss.backward()
    every = [*new_log_probs, *old_log_probs]
    flows = [torch.zeros_like(log_prob) if log_prob.grad is None else log_prob.grad for log_prob in every]
    return list(loss.shape), flows[: len(new_log_probs)], flows[len(new_log_probs) :]


def check_off_policy(submission, reference, new, old, rewards, *gamma):
    """Compare the gradients for the new log-probabilities."""
    shape, yours, _ = off_policy_gradients(submission, new, old, rewards, *gamma)
    _, expected, _ = off_policy_gradients(reference, new, old, rewards, *gamma)
    probabilities = [[[round(p, 3) for p in log_prob.exp().tolist()] for log_prob in batch] for batch in (new, old)]
    inputs = f"probabilities {probabilities[0]}, old ones {probabilities[1]}, rewards {rewards}"
    inputs += "".join(f", gamma {g}" for g in gamma)
    same(yours, expected, what="gradients", rtol=FLOAT32, atol=1e-5, inputs=inputs)
    same(shape, [], what="the shape of the loss", inputs=inputs)


@question("off_policy", points=4)
@given(runs=some.trajectories(count=(1, 3)), first=st.integers(0, 36))
def test_off_policy_gradients(submission, reference, runs, first):
    """off_policy_loss: ratios up to each step, later ones dropped, the mean over trajectories of any lengths."""
    lengths = list(map(len, rewards_of(runs)))
    new, old = drawn_log_probs(lengths, first), drawn_log_probs(lengths, 2 * first + 11)
    check_off_policy(submission, reference, new, old, rewards_of(runs))


@question("off_policy", points=2)
@settings(max_examples=8)
@given(runs=some.trajectories(count=(1, 2)), gamma=st.sampled_from([0.5, 0.9]))
def test_off_policy_discount(submission, reference, runs, gamma):
    """off_policy_loss discounts the rewards-to-go from each step; rewards may be ints."""
    lengths = list(map(len, rewards_of(runs)))
    new, old = drawn_log_probs(lengths, 5), drawn_log_probs(lengths, 19)
    check_off_policy(submission, reference, new, old, rewards_of(runs), gamma)


@question("off_policy", points=1.5)
def test_off_policy_old_gets_nothing(submission):
    """No gradient of off_policy_loss reaches the old policy."""
    new, old = drawn_log_probs([3, 2]), drawn_log_probs([3, 2], 11)
    _, flows, to_old = off_policy_gradients(submission, new, old, [[1.0, -2.0, 4.0], [3.0, 0.5]])
    holds(any(bool(g.any()) for g in flows), "no gradient reaches the new policy")
    holds(not any(bool(g.any()) for g in to_old), "a gradient reaches the old log-probabilities: ratios are constants")


@question("off_policy", points=1)
def test_off_policy_on_policy(submission):
    """Where both policies are the same, the gradient of off_policy_loss is that of the policy-gradient loss."""
    log_probs, rewards = drawn_log_probs([3, 2]), [[1.0, -2.0, 4.0], [3.0, 0.5]]
    _, flows, _ = off_policy_gradients(submission, log_probs, log_probs, rewards)
    expected = [torch.tensor([-1.5, -1.0, -2.0], dtype=F64), torch.tensor([-1.75, -0.25], dtype=F64)]
    inputs = f"new and old policy alike, rewards {rewards}"
    same(flows, expected, what="gradients", rtol=FLOAT32, inputs=inputs)


@question("off_policy", points=1)
def test_off_policy_takes_tuples(submission, reference):
    """off_policy_loss takes tuples and float32, and leaves its arguments as they are."""
    new, old = tuple(drawn_log_probs([3, 2])), tuple(drawn_log_probs([3, 2], 11))
    rewards = ((1, -2, 4), (3, 1))
    check_off_policy(submission, reference, new, old, rewards, 0.5)
    in_float32 = [tuple(log_prob.float() for log_prob in batch) for batch in (new, old)]
    check_off_policy(submission, reference, *in_float32, rewards, 0.5)
    unmodified("off_policy_loss", submission, list(new), list(old), [list(r) for r in rewards], 0.5)
