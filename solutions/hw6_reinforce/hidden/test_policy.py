"""Hidden tests of the softmax policy."""

import numpy as np
import torch

from autograder.testing import Frequencies, holds, question, same, scenario

from common import F64, FLOAT32, doubled


@scenario
def two_policies(student, n_states, n_actions):
    """What a new policy is, and whether another one is separate."""
    policy, other = student.SoftmaxPolicy(n_states, n_actions), student.SoftmaxPolicy(n_states, n_actions)
    kinds = isinstance(policy, torch.nn.Module), isinstance(policy.logits, torch.nn.Parameter)
    kinds = (*kinds, policy.logits.requires_grad, any(p is policy.logits for p in policy.parameters()))
    before = doubled(policy.logits.detach().clone())
    with torch.no_grad():
        other.logits.add_(1)
    return kinds, before, doubled(policy.logits.detach())


@scenario
def distributions(student, logits, double):
    """For each state, given as an int and as a NumPy integer: is it a Categorical, its probabilities, their logarithms.

    And what flows back to the logits from the last logarithm of each.
    """
    policy = student.SoftmaxPolicy(*logits.shape)
    policy = policy.double() if double else policy
    with torch.no_grad():
        policy.logits.copy_(logits)
    found = []
    for state in (*range(len(logits)), *map(np.int64, range(len(logits)))):
        d = policy.distribution(state)
        log_probs = d.log_prob(torch.arange(logits.shape[1])).reshape(-1)
        policy.logits.grad = None
        log_probs[-1].backward()
        is_categorical = isinstance(d, torch.distributions.Categorical)
        probs = d.probs.detach().reshape(-1)
        found.append((is_categorical, probs.double(), log_probs.detach().double(), policy.logits.grad.double()))
    return found


@scenario
def actions_of(student, logits, state, count):
    """Act often in one state: whether each action is an int, its log-probability, what flows back to the logits."""
    policy = student.SoftmaxPolicy(*logits.shape)
    with torch.no_grad():
        policy.logits.copy_(logits)
    found = []
    for _ in range(count):
        action, log_prob = policy.act(state)
        policy.logits.grad = None
        if log_prob.requires_grad:
            log_prob.reshape(()).backward()
        is_int = isinstance(action, int | np.integer) and not isinstance(action, bool)
        gradient = torch.zeros_like(logits) if policy.logits.grad is None else policy.logits.grad
        found.append((is_int, int(action), log_prob.detach().reshape(-1).double(), gradient.double()))
    return found


@scenario
def counts_of_actions(student, logits, state, samples):
    """How often each action is taken."""
    policy = student.SoftmaxPolicy(*logits.shape)
    with torch.no_grad():
        policy.logits.copy_(logits)
    counts = [0] * logits.shape[1]
    for _ in range(samples):
        counts[policy.act(state)[0]] += 1
    return counts


PROBABILITIES = torch.tensor([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]], dtype=F64)  # of two states, three actions
BEFORE_SOFTMAX = PROBABILITIES.log() + torch.tensor(
    [[1.0], [-2.0]], dtype=F64
)  # a constant in each row makes no difference
SAMPLED = Frequencies([0.6, 0.3, 0.1], samples=640, notices=0.25)


@question("policy", points=2)
def test_policy_logits_are_a_parameter(submission):
    """SoftmaxPolicy is an nn.Module; its logits are an nn.Parameter of zeros, its own."""
    kinds, before, after = two_policies(submission, 5, 3)
    findings = (
        "SoftmaxPolicy is not an nn.Module",
        "logits is not an nn.Parameter",
        "logits does not require a gradient",
        "logits is not among policy.parameters()",
    )
    for right, finding in zip(kinds, findings, strict=True):
        holds(right, finding)
    same(before, torch.zeros(5, 3, dtype=F64), what="logits", inputs="SoftmaxPolicy(5, 3)")
    same(
        after,
        torch.zeros(5, 3, dtype=F64),
        what="logits after another policy has changed",
        inputs="SoftmaxPolicy(5, 3)",
    )


def check_distributions(submission, double):
    """Check probabilities, log-probabilities and gradients in every state."""
    rtol, atol = (1e-10, 1e-12) if double else (FLOAT32, 1e-6)
    found = distributions(submission, BEFORE_SOFTMAX, double)
    for i, (is_categorical, probs, log_probs, gradient) in enumerate(found):
        state = i % 2
        inputs = f"logits {[[round(x, 4) for x in row] for row in BEFORE_SOFTMAX.tolist()]}, state {state}"
        holds(is_categorical, "distribution(state) is not a torch.distributions.Categorical", inputs={"state": state})
        right = PROBABILITIES[state]
        same(probs, right, what="probabilities", rtol=rtol, inputs=inputs)
        same(log_probs, right.log(), what="log-probabilities", rtol=rtol, atol=atol, inputs=inputs)
        expected = torch.zeros(2, 3, dtype=F64)
        expected[state] = torch.tensor([0.0, 0.0, 1.0]) - right
        what = "the gradient of the last log-probability"
        same(gradient, expected, what=what, rtol=rtol, atol=atol, inputs=inputs)


@question("policy", points=2.5)
def test_policy_distribution(submission):
    """distribution(state) is the Categorical of the softmax of that state's logits, as they are now."""
    check_distributions(submission, double=False)


@question("policy", points=1)
def test_policy_in_float64(submission):
    """SoftmaxPolicy works in float64, after policy.double()."""
    check_distributions(submission, double=True)


@question("policy", points=2)
def test_policy_act_has_a_gradient(submission):
    """act returns an int, and that action's log-probability, through which gradients flow to the logits."""
    for state in (0, 1):
        for is_int, action, log_prob, gradient in actions_of(submission, BEFORE_SOFTMAX, state, 12):
            holds(is_int, "the action is not an int", inputs={"state": state})
            holds(0 <= action < 3, "there is no such action", inputs={"state": state, "action": action})
            right = PROBABILITIES[state]
            inputs = f"state {state} with probabilities {PROBABILITIES[state].tolist()}, action {action}"
            same(log_prob, right[action : action + 1].log(), what="log_prob", rtol=FLOAT32, inputs=inputs)
            expected = torch.zeros(2, 3, dtype=F64)
            expected[state] = torch.eye(3, dtype=F64)[action] - right
            same(gradient, expected, what="the gradient of log_prob", rtol=FLOAT32, atol=1e-6, inputs=inputs)


@question("policy", points=2)
def test_policy_act_samples(submission):
    """act samples: each action comes up as often as its probability says, and what has no chance does not."""
    SAMPLED.check(counts_of_actions(submission, BEFORE_SOFTMAX, 1, 640), what="action")
    never = counts_of_actions(submission, torch.tensor([[0.0, -40.0, 0.0]]), 0, 300)[1]
    holds(never <= 2, f"an action with a probability of 2e-18 is taken {never} times in 300",
          inputs={"logits": [0.0, -40.0, 0.0]})  # fmt: skip
