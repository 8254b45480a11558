"""REINFORCE: a policy that learns from the returns of its own episodes.

A trajectory is one episode: T steps, in each of which the agent sees a state, takes an action and gets a reward. Steps
are counted from 0 here. A batch is a list of N trajectories, whose lengths may differ; it is a Python list with one
entry for each trajectory, never a padded tensor.

- Where a list is named a tuple is as good, where a float is named a 0-d array or tensor, where an int a NumPy integer.
- Arguments are never modified, but for `train`, which changes the policy in place.
- Log-probabilities are natural logarithms.

Source: course notes, section 7.3.
"""

from collections.abc import Sequence

import gymnasium
import torch
from torch import nn
from torch.distributions import Categorical


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    """Return the discounted sum of the rewards from each step on.

        entry t = sum over k >= t of gamma^(k - t) * rewards[k]

    Source: course notes, section 7.3.4.1.

    Args:
        rewards: the rewards of one trajectory, T numbers, ints or floats.
        gamma: the discount factor, in (0, 1].

    Returns:
        A floating-point tensor of shape (T,).
    """
    # BEGIN SOLUTION
    result = torch.zeros(len(rewards), dtype=torch.float64)
    total = 0.0
    for t in reversed(range(len(rewards))):
        total = float(rewards[t]) + float(gamma) * total
        result[t] = total
    return result
    # END SOLUTION


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    """Return what each log-probability of a batch is multiplied with.

    With causality the weight of a step is its reward-to-go; without, it is the discounted return of the whole
    trajectory, sum over k of gamma^k * rewards[k], the same at every step. The baseline is the mean over the N
    trajectories of that whole discounted return; it is subtracted from every weight, in both cases.
    Source: course notes, sections 7.3.4.1 and 7.3.4.2.

    Args:
        rewards: for each trajectory the list of its rewards; lengths may differ.
        gamma: the discount factor, in (0, 1].
        causality: whether a weight counts only what comes from its step on.
        baseline: whether to subtract the mean return.

    Returns:
        For each trajectory a floating-point tensor of shape (T_i,).
    """
    # BEGIN SOLUTION
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
    # END SOLUTION


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return the loss whose gradient is minus the REINFORCE estimate of the policy gradient.

        -(1 / N) * sum over trajectories i, sum over steps t of weights[i][t] * log_probs[i][t]

    A sum over time and a mean over trajectories. Weights are constants to autograd: none gets a gradient.
    Source: course notes, section 7.3.2, Algorithm 10.

    Args:
        log_probs: for each trajectory the log-probabilities of the actions taken, shape (T_i,).
        weights: for each trajectory the weight of each step, shape (T_i,).

    Returns:
        A scalar tensor, shape (), that gradients flow back through to `log_probs`.
    """
    # BEGIN SOLUTION
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w.detach() * log_prob).sum() for log_prob, w in pairs]).mean()
    # END SOLUTION


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    """Return how much likelier the new policy makes a trajectory than the old one, up to each step.

        entry t = product over k <= t of new probability of step k / old probability of step k

    Gradients flow back to both arguments. Source: course notes, section 7.3.5.2.

    Args:
        new_log_probs: log-probabilities of the actions taken, under the new policy, shape (T,).
        old_log_probs: the same under the policy that took them, shape (T,).

    Returns:
        A tensor of shape (T,).
    """
    # BEGIN SOLUTION
    return torch.exp(torch.cumsum(new_log_probs - old_log_probs, dim=0))
    # END SOLUTION


def off_policy_loss(
    new_log_probs: Sequence[torch.Tensor],
    old_log_probs: Sequence[torch.Tensor],
    rewards: Sequence[Sequence[float]],
    gamma: float = 1.0,
) -> torch.Tensor:
    """Return a loss that improves a new policy with trajectories of an old one.

    Its gradient is

        -(1 / N) * sum over i, sum over t of ratio[i][t] * to_go[i][t] * (gradient of new_log_probs[i][t])

    where ratio is the importance weight up to and with step t, a constant to autograd, and to_go the reward-to-go.
    Ratios of later steps are dropped. Only the gradient is pinned, not the value. Source: course notes, section
    7.3.5.2, last line.

    Args:
        new_log_probs: for each trajectory the log-probabilities under the policy to improve, shape (T_i,).
        old_log_probs: the same under the policy that acted, shape (T_i,).
        rewards: for each trajectory the list of its rewards.
        gamma: the discount factor, in (0, 1].

    Returns:
        A scalar tensor, shape (), that gradients flow back through to `new_log_probs` and to nothing else.
    """
    # BEGIN SOLUTION
    ratios = [importance_weights(new, old) for new, old in zip(new_log_probs, old_log_probs, strict=True)]
    weights = [r * rewards_to_go(of_one, gamma).to(r) for r, of_one in zip(ratios, rewards, strict=True)]
    return policy_gradient_loss(new_log_probs, weights)
    # END SOLUTION


class SoftmaxPolicy(nn.Module):
    """A policy with one logit for every state and action.

    The probability of action a in state s is exp(logits[s, a]) over the sum of exp(logits[s, b]) for all actions b.

    Attributes:
        logits: an `nn.Parameter` of shape (n_states, n_actions), all zeros at first.
    """

    def __init__(self, n_states: int, n_actions: int) -> None:
        """Make the logits of a SoftmaxPolicy, all zeros: every action is equally likely.

        Args:
            n_states: the number of states; they are called 0, 1, ..., n_states - 1.
            n_actions: the number of actions, called 0, 1, ..., n_actions - 1.
        """
        # BEGIN SOLUTION
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(n_states, n_actions))
        # END SOLUTION

    def distribution(self, state: int) -> Categorical:
        """Return the distribution over the actions in a state, as a `torch.distributions.Categorical`."""
        # BEGIN SOLUTION
        return Categorical(logits=self.logits[state])
        # END SOLUTION

    def act(self, state: int) -> tuple[int, torch.Tensor]:
        """Sample an action for a state; return it as an int, and its log-probability, a tensor with a gradient."""
        # BEGIN SOLUTION
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action)
        # END SOLUTION


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    """Play one episode: let the policy act in the environment until the episode ends, or for max_steps steps.

    `env.reset(seed=seed)` is called exactly once. The episode ends with `terminated` or with `truncated`; a finished
    one is never stepped again. The environment is not closed.

    Args:
        env: a Gymnasium environment whose observations are states, ints.
        policy: acts.
        max_steps: the most steps, at least 1.
        seed: handed to `env.reset`.

    Returns:
        states, actions, rewards: three lists of length T; entry t is what the agent saw, did and got at step t.
        log_probs: a tensor of shape (T,), the log-probabilities of the actions; gradients flow back to the policy.
    """
    # BEGIN SOLUTION
    states, actions, rewards, log_probs = [], [], [], []
    state, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action, log_prob = policy.act(state)
        following, reward, terminated, truncated, _ = env.step(action)
        states.append(state)
        actions.append(action)
        rewards.append(reward)
        log_probs.append(log_prob)
        if terminated or truncated:
            break
        state = following
    return states, actions, rewards, torch.stack(log_probs)
    # END SOLUTION


def train(
    env: gymnasium.Env,
    policy: SoftmaxPolicy,
    batches: int,
    batch_size: int,
    lr: float,
    gamma: float,
    max_steps: int,
    seed: int,
) -> list[float]:
    """Improve a policy in place by REINFORCE, with one update for each batch of episodes.

    Which optimizer takes the steps of size `lr`, and whether there is a baseline, is open. Source: course notes,
    section 7.3.2, Algorithm 10, and section 7.3.4.

    Args:
        env: a Gymnasium environment whose observations are states, ints.
        policy: changed in place, from the logits that it has.
        batches: the number of updates.
        batch_size: the number of episodes for each.
        lr: the learning rate.
        gamma: the discount factor, in (0, 1]; what is learned maximises the discounted return.
        max_steps: the most steps of an episode.
        seed: makes runs differ, or repeat.

    Returns:
        For each batch the mean of its episodes' returns, not discounted: a list of `batches` floats.
    """
    # BEGIN SOLUTION
    torch.manual_seed(seed)
    history = []
    for batch in range(batches):
        first = seed + batch * batch_size
        episodes = [collect(env, policy, max_steps, seed=first + k) for k in range(batch_size)]
        rewards = [episode[2] for episode in episodes]
        weights = trajectory_weights(rewards, gamma, causality=True, baseline=True)
        policy.zero_grad()
        policy_gradient_loss([episode[3] for episode in episodes], weights).backward()
        with torch.no_grad():
            for parameter in policy.parameters():
                parameter -= lr * parameter.grad
        history.append(sum(map(sum, rewards)) / batch_size)
    return history
    # END SOLUTION
