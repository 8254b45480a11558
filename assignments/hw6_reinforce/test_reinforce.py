"""Public tests of hw6: run `pytest`, or `pytest -k collect` for one question.

They go from easy to hard, and each needs only the name it tests; where one builds on another, its title says so. The
numbers are those of the handout's example, small enough to follow with pen and paper. More tests, which you do not see,
run when you hand in.
"""

import math

import gymnasium
import numpy as np
import torch

from autograder.testing import holds, question, same, scenario
from autograder.testing.domains.mdp import ScriptedEnv, optimal_value, policy_value, softmax_policy

# The example of the handout: two trajectories, gamma = 0.5. Their whole discounted returns are 3 and 1.
REWARDS = [[1.0, 2.0, 4.0], [1.0]]
LOG_PROBS = [torch.tensor([0.5, 0.5, 0.25], dtype=torch.float64).log(), torch.tensor([0.5], dtype=torch.float64).log()]
OLD_LOG_PROBS = torch.tensor([0.25, 0.5, 0.5], dtype=torch.float64).log()
WEIGHTS = [torch.tensor([3.0, 4.0, 4.0], dtype=torch.float64), torch.tensor([1.0], dtype=torch.float64)]


@scenario
def to_go(student, rewards, *gamma):
    """The rewards-to-go, in float64: any floating-point dtype is right."""
    result = student.rewards_to_go(rewards, *gamma)
    return result.double() if torch.is_tensor(result) and result.is_floating_point() else result


@scenario
def weights_of(student, rewards, gamma, causality, baseline):
    """The weights of every trajectory, in float64."""
    weights = student.trajectory_weights(rewards, gamma, causality=causality, baseline=baseline)
    return [w.double() if torch.is_tensor(w) and w.is_floating_point() else w for w in weights]


@scenario
def gradient_of_loss(student, log_probs, weights):
    """What flows back to each of the log-probabilities."""
    log_probs = [log_prob.requires_grad_() for log_prob in log_probs]
    student.policy_gradient_loss(log_probs, weights).backward()
    return [log_prob.grad for log_prob in log_probs]


@scenario
def gradient_off_policy(student, new_log_probs, old_log_probs, rewards, gamma):
    """What flows back to the log-probabilities of the new policy."""
    new_log_probs = [log_prob.requires_grad_() for log_prob in new_log_probs]
    student.off_policy_loss(new_log_probs, old_log_probs, rewards, gamma).backward()
    return [log_prob.grad for log_prob in new_log_probs]


@scenario
def new_policy(student, n_states, n_actions):
    """The logits of a new policy, and the probabilities of the actions in its last state."""
    policy = student.SoftmaxPolicy(n_states, n_actions)
    probabilities = policy.distribution(n_states - 1).probs
    return policy.logits.detach().double(), probabilities.detach().reshape(-1).double()


@scenario
def one_action(student):
    """Act once in state 1: is the action an int, which one is it, its log-probability, and is there a gradient."""
    policy = student.SoftmaxPolicy(2, 3)
    with torch.no_grad():
        policy.logits[1] = torch.tensor([0.25, 0.25, 0.5]).log()
    action, log_prob = policy.act(1)
    return isinstance(action, int | np.integer), int(action), log_prob.item(), log_prob.requires_grad


@scenario
def collected(student, env, max_steps):
    """Collect one episode: what came back."""
    states, actions, rewards, log_probs = student.collect(env, student.SoftmaxPolicy(16, 4), max_steps, seed=5)
    return list(states), list(actions), list(rewards), log_probs.detach().double()


@scenario
def trained_logits(student, env, lr, seed):
    """The logits of a policy after training."""
    policy = student.SoftmaxPolicy(4, 4)
    student.train(env, policy, batches=25, batch_size=12, lr=lr, gamma=0.9, max_steps=6, seed=seed)
    return policy.logits.detach().double()


# ---------------------------------------------------------------- rewards-to-go


@question("rewards_to_go", points=2)
def test_to_go_adds_up_what_is_left(submission):
    """rewards_to_go without a discount: entry t is the sum of the rewards from step t on."""
    expected = torch.tensor([7.0, 6.0, 4.0], dtype=torch.float64)
    same(to_go(submission, [1.0, 2.0, 4.0]), expected, rtol=1e-5, inputs="rewards [1.0, 2.0, 4.0]")


@question("rewards_to_go", points=2)
def test_to_go_discounts_from_each_step(submission):
    """rewards_to_go counts the discount from step t, not from the start of the episode."""
    # entry 0 is 1 + 0.5 * 2 + 0.25 * 4, entry 1 is 2 + 0.5 * 4
    expected = torch.tensor([3.0, 4.0, 4.0], dtype=torch.float64)
    same(to_go(submission, [1.0, 2.0, 4.0], 0.5), expected, rtol=1e-5, inputs="rewards [1.0, 2.0, 4.0], gamma 0.5")


# ---------------------------------------------------------------- weights


def check_weights(submission, expected, **choices):
    """Check the weights of the handout's example."""
    expected = [torch.tensor(w, dtype=torch.float64) for w in expected]
    inputs = f"rewards {REWARDS}, gamma=0.5, " + ", ".join(f"{name}={value}" for name, value in choices.items())
    same(weights_of(submission, REWARDS, 0.5, **choices), expected, what="weights", rtol=1e-5, inputs=inputs)


@question("weights", points=1.5)
def test_weights_are_rewards_to_go(submission):
    """trajectory_weights with causality: the rewards-to-go of each trajectory."""
    check_weights(submission, [[3.0, 4.0, 4.0], [1.0]], causality=True, baseline=False)


@question("weights", points=1.5)
def test_weights_are_the_whole_return(submission):
    """trajectory_weights without causality: the whole discounted return, at every step."""
    check_weights(submission, [[3.0, 3.0, 3.0], [1.0]], causality=False, baseline=False)


@question("weights", points=1.5)
def test_weights_less_the_baseline(submission):
    """trajectory_weights with a baseline: the mean of the whole returns, 2 here, is subtracted everywhere."""
    check_weights(submission, [[1.0, 2.0, 2.0], [-1.0]], causality=True, baseline=True)


# ---------------------------------------------------------------- the loss


@question("loss", points=1.5)
def test_loss_by_hand(submission):
    """policy_gradient_loss sums over steps, takes the mean over trajectories, and has a minus sign."""
    loss = submission.policy_gradient_loss(LOG_PROBS, WEIGHTS)
    inputs = "the logarithms of [0.5, 0.5, 0.25] and [0.5], weights [3, 4, 4] and [1]"
    same(loss, torch.tensor(8 * math.log(2), dtype=torch.float64), what="the loss", inputs=inputs)


@question("loss", points=1.5)
def test_loss_gradient_by_hand(submission):
    """The gradient of policy_gradient_loss for each log-probability is minus its weight over N."""
    gradients = gradient_of_loss(submission, LOG_PROBS, WEIGHTS)
    expected = [-w / 2 for w in WEIGHTS]
    same(gradients, expected, what="gradients", inputs="two trajectories, weights [3, 4, 4] and [1]")


# ---------------------------------------------------------------- off-policy


@question("importance", points=2)
def test_ratios_multiply_up(submission):
    """importance_weights: entry t is the product of the ratios of all steps up to t."""
    # the ratios are 0.5 / 0.25 = 2, 0.5 / 0.5 = 1, 0.25 / 0.5 = 0.5
    ratios = submission.importance_weights(LOG_PROBS[0], OLD_LOG_PROBS)
    inputs = "the logarithms of [0.5, 0.5, 0.25], and of [0.25, 0.5, 0.5] for the old policy"
    same(ratios, torch.tensor([2.0, 2.0, 1.0], dtype=torch.float64), what="importance weights", inputs=inputs)


@question("off_policy", points=2.5)
def test_off_policy_gradient_by_hand(submission):
    """The gradient of off_policy_loss for each log-probability is minus ratio times reward-to-go, over N."""
    # the ratios up to each step are 2, 2, 1 and the rewards-to-go 3, 4, 4
    gradients = gradient_off_policy(submission, [LOG_PROBS[0]], [OLD_LOG_PROBS], [[1.0, 2.0, 4.0]], 0.5)
    inputs = "probabilities [0.5, 0.5, 0.25], old ones [0.25, 0.5, 0.5], rewards [1, 2, 4], gamma 0.5"
    expected = [torch.tensor([-6.0, -8.0, -4.0], dtype=torch.float64)]
    same(gradients, expected, what="gradients", rtol=1e-5, inputs=inputs)


# ---------------------------------------------------------------- policy, collect, train


@question("policy", points=1)
def test_policy_starts_uniform(submission):
    """A new SoftmaxPolicy has logits of zeros, so every action is equally likely."""
    logits, probabilities = new_policy(submission, 3, 5)
    same(logits, torch.zeros(3, 5, dtype=torch.float64), what="logits", inputs="SoftmaxPolicy(3, 5)")
    same(
        probabilities,
        torch.full((5,), 0.2, dtype=torch.float64),
        what="probabilities",
        rtol=1e-5,
        inputs="SoftmaxPolicy(3, 5)",
    )


@question("policy", points=1.5)
def test_policy_acts(submission):
    """SoftmaxPolicy.act returns an int, and the action's log-probability with a gradient."""
    is_int, action, log_prob, has_gradient = one_action(submission)
    inputs = "a state with probabilities [0.25, 0.25, 0.5]"
    holds(is_int, "the action is not an int", inputs={"state": 1})
    holds(0 <= action < 3, "there is no such action", inputs={"action": action})
    same(log_prob, math.log([0.25, 0.25, 0.5][action]), what="log_prob", rtol=1e-5, inputs=f"{inputs}, action {action}")
    holds(has_gradient, "no gradient flows back from log_prob to the logits", inputs={"state": 1})


@question("collect", points=2)
def test_collect_one_episode(submission):
    """collect, with your SoftmaxPolicy, returns what the agent saw, did and got at each step."""
    steps = [(3, 0.0, False, False), (7, -1.0, False, False), (2, 5.0, True, False)]
    env = ScriptedEnv(0, steps)
    states, actions, rewards, log_probs = collected(submission, env, 10)
    inputs = "an episode that starts in state 0, goes to 3 and 7, and ends in 2; rewards 0, -1, 5"
    same(states, [0, 3, 7], what="states", inputs=inputs)
    same(rewards, [0.0, -1.0, 5.0], what="rewards", inputs=inputs)
    same(actions, [call[1] for call in env.log if call[0] == "step"], what="actions", inputs=inputs)
    expected = torch.full((3,), -math.log(4), dtype=torch.float64)
    same(log_probs, expected, what="log_probs", rtol=1e-5, inputs=f"{inputs}; four equally likely actions")


@question("train", points=2)
def test_train_finds_the_way(submission, record_property):
    """train, with your SoftmaxPolicy, learns to walk around a hole to the goal."""
    # The lake is S H / F G: one step to the right of the start is a hole, the way is down, then right. What counts is
    # the exact value of the trained policy, from the lake's own table. The learning rates suit different optimizers;
    # one success is enough. A policy that chooses at random has 0.25 of the best value.
    env = gymnasium.make("FrozenLake-v1", desc=["SH", "FG"], is_slippery=False)
    table = env.unwrapped.P
    best = optimal_value(table, 0.9)[0]
    share = 0.0
    for lr, seed in ((1.0, 1), (0.2, 2)):
        logits = trained_logits(submission, env, lr, seed)
        finite = torch.is_tensor(logits) and logits.shape == (4, 4) and bool(logits.isfinite().all())
        holds(finite, "the trained logits are not 4 times 4 finite numbers", inputs={"lr": lr})
        share = max(share, policy_value(table, softmax_policy(logits.numpy()), 0.9)[0] / best)
        if share >= 0.6:
            break
    record_property("Value of the trained policy", round(share * best, 4))  # for Gradescope's leaderboard
    asked = "0.60 are asked, before it was 0.25"
    holds(share >= 0.6, f"the trained policy has {share:.2f} of the best possible value; {asked}")
