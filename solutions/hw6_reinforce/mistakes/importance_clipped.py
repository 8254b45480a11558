"""The weights are kept between 0.01 and 100. That makes an estimate less noisy, and wrong: the product is asked,
however large or small it is. See the handout, section Importance weights.

Question: importance
Caught by: test_importance_weights_are_not_limited
"""

from collections.abc import Sequence

import gymnasium
import torch
from torch import nn
from torch.distributions import Categorical


def _to_go(rewards: Sequence[float], gamma: float) -> torch.Tensor:
    powers = [float(gamma) ** t for t in range(len(rewards))]
    sums = [sum(p * float(r) for p, r in zip(powers, rewards[t:], strict=False)) for t in range(len(rewards))]
    return torch.tensor(sums, dtype=torch.float64)


def _loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    terms = [torch.dot(w.detach().to(log_prob), log_prob) for w, log_prob in zip(weights, log_probs, strict=True)]
    return -sum(terms) / len(terms)


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    """Return the discounted sum of the rewards from each step on."""
    result = torch.zeros(len(rewards), dtype=torch.float64)
    total = 0.0
    for t in reversed(range(len(rewards))):
        total = float(rewards[t]) + float(gamma) * total
        result[t] = total
    return result


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    """Return what each log-probability of a batch is multiplied with."""
    to_go = [_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return the loss whose gradient is minus the REINFORCE estimate of the policy gradient."""
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w.detach() * log_prob).sum() for log_prob, w in pairs]).mean()


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    """Return how much likelier the new policy makes a trajectory than the old one, up to each step."""
    return torch.exp(torch.cumsum(new_log_probs - old_log_probs, dim=0)).clamp(0.01, 100.0)


def off_policy_loss(
    new_log_probs: Sequence[torch.Tensor],
    old_log_probs: Sequence[torch.Tensor],
    rewards: Sequence[Sequence[float]],
    gamma: float = 1.0,
) -> torch.Tensor:
    """Return a loss that improves a new policy with trajectories of an old one."""
    pairs = zip(new_log_probs, old_log_probs, strict=True)
    ratios = [torch.exp(torch.cumsum(new - old, dim=0)) for new, old in pairs]
    weights = [r * _to_go(of_one, gamma).to(r) for r, of_one in zip(ratios, rewards, strict=True)]
    return _loss(new_log_probs, weights)


class SoftmaxPolicy(nn.Module):
    """A policy with one logit for every state and action."""

    def __init__(self, n_states: int, n_actions: int) -> None:
        """Make the logits of a SoftmaxPolicy, all zeros: every action is equally likely."""
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(n_states, n_actions))

    def distribution(self, state: int) -> Categorical:
        """Return the distribution over the actions in a state, as a `torch.distributions.Categorical`."""
        return Categorical(logits=self.logits[state])

    def act(self, state: int) -> tuple[int, torch.Tensor]:
        """Sample an action for a state; return it as an int, and its log-probability, a tensor with a gradient."""
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action)


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    """Play one episode: let the policy act in the environment until the episode ends, or for max_steps steps."""
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
    """Improve a policy in place by REINFORCE, with one update for each batch of episodes."""
    torch.manual_seed(seed)
    history = []
    for batch in range(batches):
        first = seed + batch * batch_size
        episodes = [collect(env, policy, max_steps, seed=first + k) for k in range(batch_size)]
        rewards = [episode[2] for episode in episodes]
        weights = [_to_go(of_one, gamma) for of_one in rewards]
        mean = sum(float(w[0]) for w in weights) / batch_size
        weights = [w - mean for w in weights]
        policy.zero_grad()
        _loss([episode[3] for episode in episodes], weights).backward()
        with torch.no_grad():
            for parameter in policy.parameters():
                parameter -= lr * parameter.grad
        history.append(sum(map(sum, rewards)) / batch_size)
    return history
