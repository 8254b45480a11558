"""An agent class of one's own behind the functions; episodes from a generator; a policy that keeps a new Parameter."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate, islice

import torch
from torch import nn
from torch.distributions import Categorical


def rewards_to_go(rewards, gamma=1.0):
    backwards = list(accumulate(reversed(list(rewards)), lambda later, reward: float(reward) + float(gamma) * later))
    backwards = [float(g) for g in backwards]
    return torch.tensor(backwards[::-1]).float()


def _whole(rewards, gamma):
    return sum(float(gamma) ** t * float(r) for t, r in enumerate(rewards))


def trajectory_weights(rewards, gamma=1.0, causality=True, baseline=False):
    returns = [_whole(r, gamma) for r in rewards]
    b = sum(returns) / len(returns) if baseline else 0.0
    if causality:
        return [rewards_to_go(r, gamma).double() - b for r in rewards]
    return [torch.tensor([g - b] * len(r)) for g, r in zip(returns, rewards)]


def policy_gradient_loss(log_probs, weights):
    per_trajectory = [torch.sum(lp * w.clone().detach()) for lp, w in zip(log_probs, weights)]
    return torch.neg(reduce(torch.add, per_trajectory)).div(len(per_trajectory))


def importance_weights(new_log_probs, old_log_probs):
    return (new_log_probs.cumsum(0) - old_log_probs.cumsum(0)).exp()


def off_policy_loss(new_log_probs, old_log_probs, rewards, gamma=1.0):
    weights = trajectory_weights(rewards, gamma)
    ratios = [importance_weights(n, o).detach() for n, o in zip(new_log_probs, old_log_probs)]
    return policy_gradient_loss(new_log_probs, [r * w for r, w in zip(ratios, weights)])


class TabularPolicy(nn.Module):
    """A base class with the table."""

    def __init__(self, *shape):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(*shape), requires_grad=True)
        self.saved_log_probs = []


class SoftmaxPolicy(TabularPolicy):
    """It remembers its log-probabilities, as in PyTorch's own example of REINFORCE."""

    def __init__(self, n_states, n_actions):
        super().__init__(n_states, n_actions)

    def distribution(self, state):
        one_hot = nn.functional.one_hot(torch.as_tensor(int(state)), len(self.logits)).to(self.logits)
        return Categorical(logits=one_hot @ self.logits)

    def act(self, state):
        d = self.distribution(state)
        action = d.sample()
        self.saved_log_probs.append(d.log_prob(action))
        return int(action.item()), self.saved_log_probs[-1]


@dataclass
class Agent:
    env: object
    policy: SoftmaxPolicy
    finished: bool = field(default=False)

    def steps(self, seed):
        state, _ = self.env.reset(seed=seed)
        while True:
            action, _ = self.policy.act(state)
            new_state, reward, terminated, truncated, _ = self.env.step(action)
            yield state, action, reward
            if terminated or truncated:
                return
            state = new_state


def collect(env, policy, max_steps, seed=None):
    policy.saved_log_probs.clear()
    episode = list(islice(Agent(env, policy).steps(seed), max_steps))
    states, actions, rewards = map(list, zip(*episode))
    return states, actions, rewards, torch.stack(policy.saved_log_probs)


def train(env, policy, batches, batch_size, lr, gamma, max_steps, seed):
    env.action_space.seed(seed)
    history = []
    rng = torch.random.fork_rng()
    with rng:
        torch.manual_seed(seed)
        for k in range(batches):
            runs = [collect(env, policy, max_steps, seed * 100_003 + k * batch_size + i) for i in range(batch_size)]
            loss = policy_gradient_loss(
                [r[3] for r in runs], trajectory_weights([r[2] for r in runs], gamma, baseline=True, causality=False)
            )
            (gradient,) = torch.autograd.grad(loss, [policy.logits])
            policy.logits = nn.Parameter(policy.logits.detach() - lr * gradient)
            history.append(float(torch.tensor([sum(r[2]) for r in runs], dtype=torch.float64).mean()))
    return history
