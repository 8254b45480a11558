"""Hidden tests of hw6: every sentence of the contract, on inputs that students have not seen.

Nothing is left to chance where enumeration can decide. Gradients are exact; estimators are compared with the exact
policy gradient of a small MDP by summing over every trajectory; `collect` plays a script and is held against its log; a
trained policy is judged by its exact value. Chance remains in two places, `SoftmaxPolicy.act` and `train`: see there.

`collect` and `train` get the student's own SoftmaxPolicy if it does what the handout says, and one that does otherwise:
a mistake in the policy costs nothing there, and helpers that a student has added to it can be used.
"""

import math

import gymnasium
import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    CheckFailed,
    Evidence,
    Frequencies,
    agrees,
    holds,
    question,
    same,
    same_gradients,
    scenario,
    some,
    unmodified,
)
from autograder.testing.calls import about_style
from autograder.testing.domains.mdp import (
    ScriptedEnv,
    expectation,
    optimal_value,
    policy_gradient,
    policy_value,
    softmax_policy,
    trajectories,
)

F64 = torch.float64
FLOAT32 = 1e-5  # relative: rewards may be summed in float32, whose rounding is 6e-8 for each of a few steps
gammas = st.sampled_from([0.5, 1.0, 0.9])

# Two ways from state 0 to the end in state 2: a short one, and one through state 1 that pays more, later.
TABLE = {
    0: {0: [(1.0, 2, 1.0, True)], 1: [(0.5, 1, -1.0, False), (0.5, 2, 0.0, True)]},
    1: {0: [(1.0, 2, 6.0, True)], 1: [(1.0, 0, 2.0, False)]},
    2: {0: [(1.0, 2, 5.0, False)], 1: [(1.0, 2, 5.0, False)]},
}
LOGITS = torch.tensor([[0.3, -0.2], [0.1, 0.5], [0.0, 0.0]], dtype=F64)
EPISODES = list(trajectories(TABLE, softmax_policy(LOGITS.numpy()), 4))


def doubled(x):
    """A result in float64, whatever its floating-point dtype; anything else as it is."""
    return x.double() if torch.is_tensor(x) and x.is_floating_point() else x


def rewards_of(runs):
    """Only the rewards of drawn trajectories."""
    return [rewards for _, _, rewards in runs]


def drawn_log_probs(lengths, first=0):
    """Log-probabilities of so many steps, between -2.2 and -0.1, all different."""
    numbers = iter([0.11 + 2.1 * ((7 * k + first) % 37) / 37 for k in range(100)])
    return [-torch.tensor([next(numbers) for _ in range(length)], dtype=F64) for length in lengths]


# ---------------------------------------------------------------- rewards-to-go


@scenario
def to_go(student, rewards, *args, **kwargs):
    """The rewards-to-go, in float64."""
    return doubled(student.rewards_to_go(rewards, *args, **kwargs))


@scenario
def to_go_of_each(student, batch):
    """The rewards-to-go of several trajectories, without a discount."""
    return [doubled(student.rewards_to_go(rewards)) for rewards in batch]


def demand_float(dtype):
    """Check that a result is a tensor of a floating-point dtype."""
    holds(dtype.startswith("torch.float"), f"the result is not a floating-point tensor but {dtype}")


@scenario
def kind_of_to_go(student, rewards):
    """The dtype of the result; what it is, if it is no tensor."""
    result = student.rewards_to_go(rewards)
    return str(result.dtype) if torch.is_tensor(result) else type(result).__name__


@question("rewards_to_go", points=4)
@given(runs=some.trajectories(), gamma=gammas)
def test_rewards_to_go_any_rewards(submission, reference, runs, gamma):
    """rewards_to_go is right for any rewards, positive or negative, and any discount."""
    agrees(to_go, submission, reference, rewards_of(runs)[-1], gamma, rtol=FLOAT32, atol=1e-5)


@question("rewards_to_go", points=2)
def test_rewards_to_go_of_ints(submission, reference):
    """rewards_to_go of ints is a tensor of floats: nothing is cut off."""
    demand_float(kind_of_to_go(submission, [1, 2, 3]))
    agrees(to_go, submission, reference, [1, -3, 5, 1], 0.5, rtol=FLOAT32)
    agrees(to_go, submission, reference, (1, 2, 4), gamma=0.25, rtol=FLOAT32)


@scenario
def to_go_numpy(student):
    """The rewards-to-go of NumPy's numbers, of which one is an integer."""
    return doubled(student.rewards_to_go([np.float64(2.0), np.int64(1), np.float64(4.0)], 0.5))


@question("rewards_to_go", points=1)
def test_rewards_to_go_other_numbers(submission):
    """rewards_to_go takes NumPy's numbers as rewards."""
    same(to_go_numpy(submission), torch.tensor([3.5, 3.0, 4.0], dtype=F64), rtol=FLOAT32, inputs="NumPy's 2.0, 1, 4.0")


@question("rewards_to_go", points=1)
def test_rewards_to_go_leaves_the_rewards(submission, reference):
    """rewards_to_go leaves the list of rewards as it is."""
    unmodified("rewards_to_go", submission, [1.0, -2.0, 3.0], 0.5)
    agrees(to_go, submission, reference, [1.0, -2.0, 3.0], 0.5, rtol=FLOAT32)


@question("rewards_to_go", points=2)
def test_rewards_to_go_is_unbiased(submission):
    """Over all trajectories of a small MDP, rewards_to_go times the score is the exact policy gradient."""
    seen = to_go_of_each(submission, [list(t.rewards) for t in EPISODES])
    right = [torch.zeros(len(t.rewards), dtype=F64) for t in EPISODES]
    for result, shape in zip(seen, right, strict=True):
        same(result * 0 if torch.is_tensor(result) else result, shape, what="0 times the result")
    weights = dict(zip(EPISODES, seen, strict=True))
    policy = softmax_policy(LOGITS.numpy())

    def estimator(t):
        score = np.zeros_like(policy)
        for state, action, weight in zip(t.states, t.actions, weights[t].tolist(), strict=True):
            score[state] -= weight * policy[state]
            score[state, action] += weight
        return score

    estimate = torch.tensor(expectation(estimator, TABLE, policy, 4))
    exact = torch.tensor(policy_gradient(TABLE, LOGITS.numpy(), 4))
    same(estimate, exact, what="the expected estimate", rtol=FLOAT32, atol=1e-5, inputs="an MDP of 3 states, 2 actions")


# ---------------------------------------------------------------- weights


@scenario
def weights_of(student, rewards, *args, **kwargs):
    """The weights of every trajectory, in float64."""
    weights = student.trajectory_weights(rewards, *args, **kwargs)
    return [doubled(w) for w in weights] if isinstance(weights, list | tuple) else weights


@scenario
def dtypes_of_weights(student, rewards, **choices):
    """The dtype of every trajectory's weights."""
    return [str(getattr(w, "dtype", type(w))) for w in student.trajectory_weights(rewards, 0.5, **choices)]


@question("weights", points=3)
@given(runs=some.trajectories(count=(1, 3)), gamma=gammas)
def test_causality_keeps_trajectories_apart(submission, reference, runs, gamma):
    """With causality, the weights of a trajectory are its own rewards-to-go, whatever else is in the batch."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=True, baseline=False,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=3)
@given(runs=some.trajectories(count=(1, 3)), gamma=gammas)
def test_no_causality_whole_return(submission, reference, runs, gamma):
    """Without causality, every weight of a trajectory is its whole return, discounted from the start."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=False, baseline=False,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=3.5)
@given(runs=some.trajectories(count=(2, 3)), gamma=gammas, causality=st.booleans())
def test_baseline_is_the_mean_return(submission, reference, runs, gamma, causality):
    """The baseline is the mean over trajectories of the whole discounted return, with and without causality."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=causality, baseline=True,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=1)
def test_weights_by_default(submission, reference):
    """trajectory_weights takes rewards, gamma, causality, baseline; by default 1, with causality, no baseline."""
    rewards = [[1.0, -2.0, 4.0], [3.0, 0.5]]
    agrees(weights_of, submission, reference, rewards, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, 0.5, False, True, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, causality=False, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, baseline=True, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards[:1], 0.5, baseline=True, rtol=FLOAT32)


@question("weights", points=1)
def test_weights_of_ints(submission, reference):
    """trajectory_weights takes tuples and ints, cuts nothing off, and leaves the rewards as they are."""
    for causality, baseline in ((True, False), (False, False), (True, True), (False, True)):
        for dtype in dtypes_of_weights(submission, [[1, 2], [3]], causality=causality, baseline=baseline):
            demand_float(dtype)
        agrees(weights_of, submission, reference, ((1, 3, 5), (1, 1)), 0.5, causality, baseline, rtol=FLOAT32)
        unmodified("trajectory_weights", submission, [[1.0, 3.0], [2.0]], 0.5, causality, baseline)


# ---------------------------------------------------------------- the loss


@scenario
def flows_to_weights(student, log_probs, weights):
    """What flows back to the weights, 0 where there is no gradient; and whether they still ask for one."""
    log_probs = [log_prob.requires_grad_() for log_prob in log_probs]
    weights = [w.requires_grad_() for w in weights]
    student.policy_gradient_loss(log_probs, weights).backward()
    return [0.0 if w.grad is None else float(w.grad.abs().max()) for w in weights], [w.requires_grad for w in weights]


@scenario
def gradients_for_logits(student, logits, batch):
    """For each trajectory alone (states, actions, weights): the gradient of its loss for the logits."""
    found = []
    for states, actions, weights in batch:
        leaf = logits.clone().requires_grad_()
        log_probs = torch.log_softmax(leaf, -1)[list(states), list(actions)]
        student.policy_gradient_loss([log_probs], [weights]).backward()
        found.append(leaf.grad)
    return found


def weights_like(runs):
    """The rewards-to-go of drawn trajectories, as tensors."""
    return [torch.tensor(rewards, dtype=F64).flip(0).cumsum(0).flip(0) for rewards in rewards_of(runs)]


@question("loss", points=3)
@given(runs=some.trajectories(count=(1, 3)))
def test_loss_of_ragged_batches(submission, reference, runs):
    """policy_gradient_loss is a scalar, the sum over steps and the mean over trajectories of any lengths."""
    weights = weights_like(runs)
    agrees("policy_gradient_loss", submission, reference, drawn_log_probs(map(len, weights)), weights)


@question("loss", points=3)
@settings(max_examples=8)
@given(runs=some.trajectories(count=(1, 3)))
def test_loss_gradients(submission, reference, runs):
    """The gradients of policy_gradient_loss for the log-probabilities are right."""
    weights = weights_like(runs)
    log_probs = drawn_log_probs(map(len, weights))
    same_gradients("policy_gradient_loss", submission, reference, log_probs, weights, wrt=[0])


@question("loss", points=2)
def test_loss_weights_are_constants(submission):
    """No gradient of policy_gradient_loss reaches the weights, even if they ask for one."""
    weights = [torch.tensor([2.0, -1.0, 3.0], dtype=F64), torch.tensor([0.5, 1.5], dtype=F64)]
    flows, asking = flows_to_weights(submission, drawn_log_probs([3, 2]), weights)
    holds(not any(flows), "a gradient flows back to the weights; they are constants",
          inputs={"weights": weights})  # fmt: skip
    holds(all(asking), "the caller's weights are changed: they do not require a gradient any more",
          inputs={"weights": weights})  # fmt: skip


@question("loss", points=2)
def test_loss_descends_the_return(submission):
    """Over all trajectories of a small MDP, the gradient of the loss is minus that of the expected return."""
    batch = [(t.states, t.actions, torch.tensor(np.cumsum(t.rewards[::-1])[::-1].copy())) for t in EPISODES]
    gradients = gradients_for_logits(submission, LOGITS, batch)
    for gradient in gradients:
        same(gradient * 0, torch.zeros_like(LOGITS), what="0 times a gradient")
    of = dict(zip(EPISODES, gradients, strict=True))
    expected = expectation(lambda t: of[t].numpy(), TABLE, softmax_policy(LOGITS.numpy()), 4)
    exact = -torch.tensor(policy_gradient(TABLE, LOGITS.numpy(), 4))
    same(torch.tensor(expected), exact, what="the expected gradient", inputs="an MDP of 3 states, 2 actions")


@question("loss", points=1)
def test_loss_in_float32(submission, reference):
    """policy_gradient_loss works in float32, takes tuples, and leaves its arguments as they are."""
    log_probs = tuple(log_prob.float() for log_prob in drawn_log_probs([3, 2, 5]))
    weights = tuple(torch.tensor([2.0, -1.0, 3.0, 0.5, -4.0])[: len(log_prob)] for log_prob in log_probs)
    agrees("policy_gradient_loss", submission, reference, log_probs, weights, rtol=FLOAT32)
    unmodified("policy_gradient_loss", submission, log_probs, weights)


# ---------------------------------------------------------------- importance weights


@question("importance", points=2.5)
@given(length=st.integers(1, 7), first=st.integers(0, 36))
def test_importance_weights_any(submission, reference, length, first):
    """importance_weights is right at every step of trajectories of any length."""
    (new,), (old,) = drawn_log_probs([length], first), drawn_log_probs([length], 2 * first + 11)
    agrees("importance_weights", submission, reference, new, old)


@question("importance", points=0.5)
def test_importance_weights_are_not_limited(submission, reference):
    """importance_weights may be as large or small as the two policies make them."""
    often, seldom = torch.full((5,), 0.9, dtype=F64).log(), torch.full((5,), 0.05, dtype=F64).log()
    agrees("importance_weights", submission, reference, often, seldom)
    agrees("importance_weights", submission, reference, seldom, often, rtol=1e-6, atol=0)


@question("importance", points=2)
def test_importance_weights_gradients(submission, reference):
    """Gradients flow back through importance_weights to both arguments."""
    (new,), (old,) = drawn_log_probs([5]), drawn_log_probs([5], 11)
    same_gradients("importance_weights", submission, reference, new, old)


@question("importance", points=1)
def test_importance_weights_float32(submission, reference):
    """importance_weights works in float32, and leaves its arguments as they are."""
    (new,), (old,) = drawn_log_probs([5], 3), drawn_log_probs([5], 11)
    agrees("importance_weights", submission, reference, new.float(), old.float(), rtol=FLOAT32)
    unmodified("importance_weights", submission, new, old)


# ---------------------------------------------------------------- the off-policy loss


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


# ---------------------------------------------------------------- the policy


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


# ---------------------------------------------------------------- collect


class ReadyPolicy(torch.nn.Module):
    """A softmax policy as the handout describes it."""

    def __init__(self, n_states, n_actions):
        torch.nn.Module.__init__(self)
        self.logits = torch.nn.Parameter(torch.zeros(n_states, n_actions))

    def distribution(self, state):
        """The Categorical of a state."""
        return torch.distributions.Categorical(logits=self.logits[int(state)])

    def act(self, state):
        """An action and its log-probability."""
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action)


def with_logits(kind, logits):
    """A policy with these logits."""
    policy = kind(*logits.shape)
    with torch.no_grad():
        policy.logits.copy_(logits)
    return policy


def does_its_work(kind):
    """Whether this SoftmaxPolicy does what the handout says."""
    try:
        policy = with_logits(kind, torch.tensor([[0.0, 0.0], [0.5, -0.5]]))
        right = torch.tensor([[0.5, 0.5], [0.731059, 0.268941]], dtype=F64)
        for state in (0, 1, 0, 1):
            action, log_prob = policy.act(state)
            policy.logits.grad = None
            log_prob.reshape(()).backward()
            expected = torch.zeros(2, 2, dtype=F64)
            expected[state] = torch.eye(2, dtype=F64)[action] - right[state]
            here = torch.isclose(log_prob.detach().double().reshape(()), right[state, action].log(), atol=1e-5)
            there = torch.allclose(policy.logits.grad.double(), expected, atol=1e-5)
            if not isinstance(action, int | np.integer) or not here or not there:
                return False
        probs = [policy.distribution(state).probs.detach().double().reshape(-1) for state in (0, 1)]
        # all alike with a chance of 2e-12, and then nothing is lost but helpers of the student's own
        sampled = len({int(policy.act(0)[0]) for _ in range(40)}) == 2
        return sampled and torch.allclose(torch.stack(probs), right, atol=1e-5)
    except Exception:
        return False


def policy_for(student, logits):
    """The student's own policy if it does its work, else one that does, with these logits."""
    own = getattr(student, "SoftmaxPolicy", None)
    return with_logits(own if does_its_work(own) else ReadyPolicy, logits)


@scenario
def collected(student, env, logits, max_steps, *seeds, **seed):
    """Collect one episode: states, actions, rewards, log_probs, and what flows back to the logits."""
    policy, gradient = policy_for(student, logits), None
    states, actions, rewards, log_probs = student.collect(env, policy, max_steps, *seeds, **seed)
    if torch.is_tensor(log_probs) and log_probs.requires_grad:
        (log_probs * torch.arange(1.0, 1 + len(log_probs))).sum().backward()
        gradient = policy.logits.grad
    return [list(states), list(actions), list(rewards), log_probs.detach()], gradient


def play(submission, logits, episodes, max_steps, **seed):
    """Collect one episode of a script: what came back, how the environment was used, what flows back to the logits."""
    env = ScriptedEnv(0, *episodes, states=len(logits), actions=logits.shape[1])
    returned, gradient = collected(submission, env, logits, max_steps, **seed)
    return returned, env.log, gradient


@scenario
def two_sequences(student, env, logits, max_steps):
    """The actions of two episodes, one after the other, with different seeds."""
    policy = policy_for(student, logits)
    return [[int(action) for action in student.collect(env, policy, max_steps, seed)[1]] for seed in (7, 8)]


STEPS = [(3, 0.0), (1, -1.5), (4, 2.0), (4, 0.25), (2, 1.0)]
SEEN, GOT = [0, 3, 1, 4, 4], [0.0, -1.5, 2.0, 0.25, 1.0]
SCRIPT_LOGITS = torch.tensor([[0.5, -0.25, 0.0], [1.0, 0.0, -1.0], [0.0] * 3, [-0.5, 0.75, 0.25], [0.0, 0.5, -0.5]])


def script(length, *, terminated=False, truncated=False):
    """An episode of so many steps that ends like this."""
    return [
        (s, r, terminated and k == length - 1, truncated and k == length - 1) for k, (s, r) in enumerate(STEPS[:length])
    ]


def check_episode(submission, steps, max_steps, length, story):
    """Check what an episode returns, and that the environment is not stepped further."""
    returned, calls, _ = play(submission, SCRIPT_LOGITS, [steps, steps], max_steps, seed=3)
    taken = [call for call in calls if call[0].startswith("step")]
    names = [call[0] for call in taken]
    holds("step after the end" not in names, "the environment is stepped after the end of the episode",
          inputs={"episode": story})  # fmt: skip
    same(len(taken), length, what="the number of steps", inputs=story)
    same(returned[0], SEEN[:length], what="states", inputs=story)
    same(returned[1], [call[1] for call in taken], what="actions", inputs=story)
    same(returned[2], GOT[:length], what="rewards", inputs=story)
    same(list(returned[3].shape), [length], what="the shape of log_probs", inputs=story)


@question("collect", points=2)
def test_collect_until_terminated(submission):
    """collect stops when the episode is terminated, and keeps the last step."""
    for length in (4, 1):
        check_episode(submission, script(length, terminated=True), 10, length, f"terminated in step {length}")


@question("collect", points=1.5)
def test_collect_until_truncated(submission):
    """collect stops when the episode is truncated, and keeps the last step."""
    for length in (3, 1):
        check_episode(submission, script(length, truncated=True), 10, length, f"truncated in step {length}")


@question("collect", points=1.5)
def test_collect_at_most_max_steps(submission):
    """collect stops after max_steps steps, though the episode could go on."""
    check_episode(submission, script(5), 3, 3, "not over after 5 steps, max_steps=3")
    check_episode(submission, script(5), np.int64(1), 1, "not over after 5 steps, max_steps=1")
    check_episode(submission, script(4, terminated=True), 4, 4, "terminated in step 4, max_steps=4")


@question("collect", points=1.5)
def test_collect_resets_once(submission):
    """collect calls env.reset(seed=seed) exactly once, and does not close the environment."""
    for seed in ({"seed": 11}, {"seed": 0}, {}):
        _, calls, _ = play(submission, SCRIPT_LOGITS, [script(2, terminated=True)] * 2, 5, **seed)
        resets = [call[1] for call in calls if call[0] == "reset"]
        shown = {"seed": seed.get("seed")}
        holds(len(resets) == 1, f"env.reset is called {len(resets)} times instead of once", inputs=shown)
        same(resets[0], seed.get("seed"), what="the seed that env.reset gets", inputs=f"seed={seed.get('seed')}")
        holds(("close",) not in calls, "the environment was closed: it belongs to the caller", inputs=shown)


@question("collect", points=2)
def test_collect_log_probs(submission):
    """log_probs holds the log-probability of each action, through which gradients flow to the logits."""
    returned, calls, gradient = play(submission, SCRIPT_LOGITS, [script(5, terminated=True)], 10, seed=3)
    actions = [call[1] for call in calls if call[0] == "step"]
    log_softmax = torch.log_softmax(SCRIPT_LOGITS.double(), -1)
    inputs = f"states {SEEN}, actions {actions}"
    same(doubled(returned[3]), log_softmax[SEEN, actions], what="log_probs", rtol=FLOAT32, inputs=inputs)
    holds(gradient is not None, "log_probs is cut off: no gradient flows back to the policy's logits")
    expected = torch.zeros(5, 3, dtype=F64)
    for t, (state, action) in enumerate(zip(SEEN, actions, strict=True)):
        expected[state] += (t + 1) * (torch.eye(3, dtype=F64)[action] - log_softmax[state].exp())
    what = "the gradient of the sum of (t + 1) times log_probs[t]"
    same(doubled(gradient), expected, what=what, rtol=FLOAT32, atol=1e-5, inputs=inputs)


@question("collect", points=1.5)
def test_collect_on_a_lake(submission):
    """collect plays FrozenLake: each state follows from the one before by the action taken, and actions vary.

    Within an episode and from one to the next.
    """
    table = frozen_lake(["SFF", "FFF"])
    env = TableEnv(table)
    (states, actions, rewards, _), _ = collected(submission, env, torch.zeros(6, 4), 90, 7)
    played = sum(env.lengths)
    inputs = "a lake of 2 times 3 fields without holes or goal, 90 steps"
    same(played, 90, what="the number of steps", inputs=inputs)
    same(len(states), 90, what="the number of states", inputs=inputs)
    same(len(actions), 90, what="the number of actions", inputs=inputs)
    same(rewards, [0.0] * 90, what="rewards", inputs=inputs)
    state = 0
    for t, (seen, action) in enumerate(zip(states, actions, strict=True)):
        same(seen, state, what=f"the state at step {t}", inputs=f"{inputs}, actions {actions[:t]}")
        holds(any(action == a for a in range(4)), f"there is no action like that of step {t}")
        state = table[state][int(action)][0][1]
    # of 90 actions that are equally likely, one is missing with a probability of at most 4 * 0.75^90 = 2.3e-11
    holds(len(set(map(int, actions))) == 4, "not every action is taken, though all are equally likely")
    # two episodes have the same 40 actions with a probability of 4^-40
    first, second = two_sequences(submission, TableEnv(table), torch.zeros(6, 4), 40)
    holds(first != second, "two episodes of a policy that chooses at random have the same 40 actions")


# ---------------------------------------------------------------- train
#
# What is judged is the exact value of the trained policy, computed here from the table and the logits that come back.
# Optimizer, baseline and causality are the student's choice, and a learning rate that suits one does not suit another.
# So each test trains up to four times, at two learning rates with two seeds each, and one success is enough.
#
# How often a correct `train` fails. Training with SGD and Adam, each with and without causality and baseline, was
# simulated (the same algorithm, vectorised in NumPy) 20,000 times on each of the four tasks at the rate that suits it
# (1.0 and 0.2; for the last task 0.2 and 0.1): none of these 640,000 trainings failed, and 100 real ones each of the
# reference and of an alternative come out alike. The worst reached 0.86 of the best value on the lake, 0.78 on the
# slippery lake (0.60 are asked), 0.96 and 0.96 on the other two (0.80 are asked). By counting alone, one training
# fails with a probability of at most 1.1e-3 (with a confidence of 1 - 1e-9), and two in a row with 1.1e-6. The tails
# say more: in the worst case, SGD on the slippery lake, a tenth of the trainings that reach no more than some value
# reach 0.03 less (1 in 100 stays below 0.848, 1 in 1,000 below 0.827, the lowest of 20,000 is 0.781). That is an
# extrapolation, no proof: if it goes on like this, one training fails with 1e-10, and two with 1e-20, below 1e-9. With
# the wrong sign, the most that 1,000 trainings by SGD or Adam reached is 0.13 on the lake, 0.33 on the slippery one,
# 0.33 and 0.55 on the others; untrained policies have 0.25, 0.30, 0.60 and 0.63.


class TableEnv(gymnasium.Env):
    """An environment that plays a table, and logs the return and the length of each episode. Truncates after 100."""

    @property
    def log(self):
        """All of that."""
        return self.returns, self.lengths

    def __init__(self, table):
        self.observation_space = gymnasium.spaces.Discrete(len(table))
        self.action_space = gymnasium.spaces.Discrete(len(table[0]))
        self.returns, self.lengths = [], []
        self._outcomes, self._state, self._new = table, 0, True

    def reset(self, *, seed=None, options=None):
        """Begin in state 0."""
        gymnasium.Env.reset(self, seed=seed)
        self._state, self._new = 0, True
        return 0, {}

    def step(self, action):
        """Play one step."""
        if self._new:
            self.returns.append(0.0)
            self.lengths.append(0)
            self._new = False
        outcomes = self._outcomes[self._state][action]
        point, k = self.np_random.random(), 0
        while k < len(outcomes) - 1 and point >= outcomes[k][0]:
            point -= outcomes[k][0]
            k += 1
        _, self._state, reward, terminated = outcomes[k]
        self.returns[-1] += reward
        self.lengths[-1] += 1
        return self._state, reward, terminated, self.lengths[-1] >= 100, {}


def frozen_lake(desc, slips=0.0):
    """The table of a frozen lake on which each of the two sideways moves happens with probability `slips`."""
    sure = gymnasium.make("FrozenLake-v1", desc=desc, is_slippery=False).unwrapped.P
    ways = [(1 - 2 * slips, 0), (slips, -1), (slips, 1)]
    table = {}
    for state, moves in sure.items():
        straight = [(int(new), float(reward), bool(end)) for _, new, reward, end in (moves[a][0] for a in range(4))]
        table[state] = {a: [(p, *straight[(a + turn) % 4]) for p, turn in ways if p] for a in range(4)}
    return table


@scenario
def trained(student, env, start, **settings):
    """The logits of a policy after training."""
    policy = policy_for(student, start)
    student.train(env, policy, **settings)
    return doubled(policy.logits.detach())


@scenario
@about_style  # what training gives differs between right solutions: one comparison with known mistakes is enough
def trained_again(student, env, start, **settings):
    """The same, for further attempts."""
    return trained(student, env, start, **settings)


@scenario
def history_of(student, env, start, *settings):
    """What train returns."""
    returned = student.train(env, policy_for(student, start), *settings)
    return [float(x) for x in returned] if isinstance(returned, list | tuple) else returned


def check_learns(submission, table, share, *, start=None, rates=(1.0, 0.2), batches=25, batch_size=12, gamma=0.9):
    """Check that training makes a policy whose exact value is at least this share of the best possible value."""
    start = torch.zeros(len(table), len(table[0])) if start is None else start
    best = optimal_value(table, gamma)[0]
    before = policy_value(table, softmax_policy(start.numpy()), gamma)[0] / best
    reached = -math.inf
    settings = {"batches": batches, "batch_size": batch_size, "gamma": gamma, "max_steps": 6}
    for seed, lr in enumerate((*rates, *rates), 1):
        attempt = trained if seed == 1 else trained_again
        logits = attempt(submission, TableEnv(table), start, **settings, lr=lr, seed=seed)
        same(torch.isfinite(logits) if torch.is_tensor(logits) else logits, torch.ones_like(start, dtype=torch.bool),
             what="which of the trained logits are finite", inputs=f"lr={lr}")  # fmt: skip
        reached = max(reached, policy_value(table, softmax_policy(logits.numpy()), gamma)[0] / best)
        if reached >= share:
            return
    raise CheckFailed(
        Evidence(
            "the trained policy is not good enough",
            yours=f"{reached:.2f} of the best value, in the best of four trainings",
            expected=f"at least {share:.2f}; before training it was {before:.2f}",
            inputs=", ".join(f"{name}={value}" for name, value in settings.items()) + f", lr={rates[0]} and {rates[1]}",
        )
    )


NOW_OR_LATER = {
    0: {0: [(1.0, 2, 2.0, True)], 1: [(1.0, 1, 0.0, False)]},
    1: {0: [(1.0, 2, 4.0, True)], 1: [(1.0, 2, 4.0, True)]},
    2: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 0.0, True)]},
}
GOOD_BUT_RARE = {
    0: {0: [(1.0, 1, 4.0, True)], 1: [(1.0, 1, 2.0, True)]},
    1: {0: [(1.0, 1, 0.0, True)], 1: [(1.0, 1, 0.0, True)]},
}
STAIRS = {s: {a: [(1.0, (s + 1) % 3, 2 * a - s, False)] for a in range(3)} for s in range(3)}


@question("train", points=2.5)
def test_train_on_a_lake(submission):
    """train learns its way over a frozen lake that is not slippery."""
    check_learns(submission, frozen_lake(["SH", "FG"]), 0.6)


@question("train", points=2)
def test_train_on_a_slippery_lake(submission):
    """train learns its way over a slippery frozen lake."""
    check_learns(submission, frozen_lake(["SH", "FG"], slips=0.1), 0.6)


@question("train", points=2)
def test_train_discounts(submission):
    """train maximises the discounted return: with gamma=0.1, 2 now is better than 4 one step later."""
    check_learns(submission, NOW_OR_LATER, 0.8, gamma=0.1)


@question("train", points=1.5)
def test_train_raises_what_is_rare(submission):
    """train finds the better of two actions, also when it starts from a policy that seldom takes it."""
    start = torch.tensor([[-0.5, 0.5], [0.0, 0.0]])
    check_learns(submission, GOOD_BUT_RARE, 0.8, start=start, rates=(0.2, 0.1), batches=40, batch_size=32)


@question("train", points=1.5)
def test_train_returns_mean_returns(submission):
    """train returns the mean undiscounted return of each batch, and keeps to batch_size and max_steps."""
    batches, batch_size, max_steps = 5, 3, 4
    settings = (batches, batch_size, 0.01, 0.5, max_steps, 8)
    env = TableEnv(STAIRS)
    returned = history_of(submission, env, torch.zeros(3, 3), *settings)
    returns, lengths = env.log
    inputs = f"batches={batches}, batch_size={batch_size}, gamma=0.5, max_steps={max_steps}"
    shown = {"batches": batches, "batch_size": batch_size, "max_steps": max_steps}
    holds(max(lengths, default=0) <= max_steps, f"an episode has {max(lengths, default=0)} steps", inputs=shown)
    played = len(returns)
    holds(played >= batches * batch_size, f"only {played} episodes are played", inputs=shown)
    means = [sum(returns[k * batch_size : (k + 1) * batch_size]) / batch_size for k in range(batches)]
    same(returned, means, what="what train returns", rtol=FLOAT32, atol=1e-5, inputs=f"{inputs}; returns {returns}")


@question("train", points=0.5)
def test_train_starts_from_the_policy(submission):
    """train goes on from the logits that the policy has: with a tiny lr they hardly change."""
    start = torch.tensor([[0.5, -0.25, 0.0], [1.0, 0.0, -1.0], [0.0, 2.0, 0.0]])
    settings = {"batches": 2, "batch_size": 2, "lr": 1e-7, "gamma": 0.5, "max_steps": 4, "seed": 1}
    logits = trained(submission, TableEnv(STAIRS), start, **settings)
    same(logits, start.double(), what="logits", rtol=0, atol=1e-3, inputs="batches=2, lr=1e-7")
    settings |= {"batches": 10, "batch_size": 6, "lr": 0.5}
    logits = trained_again(submission, TableEnv(STAIRS), start, **settings)
    moved = torch.is_tensor(logits) and logits.shape == start.shape and not torch.allclose(logits, start.double())
    holds(moved, "with lr=0.5 the logits do not change at all", inputs={"batches": 10})
