"""Returns in NumPy, with namedtuples; the gradient of a softmax policy written by hand in train, without autograd."""

from collections import namedtuple

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

Episode = namedtuple("Episode", "states actions rewards log_probs")


def _discounted_suffix_sums(rewards, gamma):
    sums = np.asarray(rewards, dtype=np.float64).copy()
    for t in range(len(sums) - 2, -1, -1):
        sums[t] += float(gamma) * sums[t + 1]
    return sums


def rewards_to_go(rewards, gamma=1.0):
    return torch.from_numpy(_discounted_suffix_sums(rewards, gamma))


def trajectory_weights(rewards, gamma=1.0, causality=True, baseline=False):
    sums = [_discounted_suffix_sums(r, gamma) for r in rewards]
    average = np.mean([s[0] for s in sums]) if baseline else 0.0
    if not causality:
        sums = [np.full(len(s), s[0]) for s in sums]
    return [torch.tensor(s - average, dtype=torch.float) for s in sums]


def policy_gradient_loss(log_probs, weights):
    total = torch.zeros((), dtype=log_probs[0].dtype)
    for lp, w in zip(log_probs, weights, strict=True):
        total -= torch.einsum("t,t->", lp, w.data)
    return total / len(log_probs)


def importance_weights(new_log_probs, old_log_probs):
    products = []
    product = 1.0
    for new, old in zip(new_log_probs, old_log_probs, strict=True):
        product = product * (new.exp() / old.exp())
        products.append(product)
    return torch.stack(products)


def off_policy_loss(new_log_probs, old_log_probs, rewards, gamma=1.0):
    weights = []
    for new, old, r in zip(new_log_probs, old_log_probs, rewards, strict=True):
        ratios = np.cumprod(np.exp(new.detach().numpy() - old.detach().numpy()))
        weights.append(torch.from_numpy(ratios * _discounted_suffix_sums(r, gamma)).to(new.dtype))
    return policy_gradient_loss(new_log_probs, weights)


class SoftmaxPolicy(nn.Module):
    def __init__(self, n_states, n_actions):
        super().__init__()
        self.logits = nn.Parameter(torch.empty(n_states, n_actions).fill_(0.0))

    def probabilities(self, state):
        z = self.logits[state] - self.logits[state].max()
        return z.exp() / z.exp().sum()

    def distribution(self, state):
        return Categorical(self.probabilities(state))

    def act(self, state):
        p = self.probabilities(state)
        weights = p.detach().numpy().astype(np.float64)
        action = np.random.choice(len(p), p=weights / weights.sum())
        return action, p[action].log()


def collect(env, policy, max_steps, seed=None):
    observation, _ = env.reset(seed=seed)
    steps = []
    over = False
    while not over and len(steps) != max_steps:
        action, log_prob = policy.act(observation)
        action = int(action)
        following, reward, terminated, truncated, _ = env.step(action)
        steps.append((observation, action, reward, log_prob))
        observation, over = following, terminated or truncated
    states, actions, rewards, log_probs = zip(*steps, strict=True)
    return Episode(states, actions, rewards, torch.cat([lp.view(1) for lp in log_probs]))


def train(env, policy, batches, batch_size, lr, gamma, max_steps, seed):
    np.random.seed(seed)
    n_actions = policy.logits.shape[1]
    history = np.zeros(batches)
    for k in range(batches):
        gradient = torch.zeros_like(policy.logits)
        with torch.no_grad():
            pi = torch.softmax(policy.logits, dim=-1)
            for i in range(batch_size):
                episode = collect(env, policy, max_steps, seed=None if k + i else seed)
                history[k] += sum(episode.rewards) / batch_size
                for s, a, g in zip(
                    episode.states, episode.actions, _discounted_suffix_sums(episode.rewards, gamma), strict=True
                ):
                    gradient[s] += g * (torch.eye(n_actions)[a] - pi[s])
            policy.logits += float(lr) / batch_size * gradient
    return history.tolist()
