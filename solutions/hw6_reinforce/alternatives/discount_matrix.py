"""Everything as matrix products: a table of discounts, log-softmax by index, SGD from torch.optim, no baseline."""

import torch
from torch import nn
from torch.distributions import Categorical


def _discounts(length, gamma):
    t = torch.arange(length, dtype=torch.float64)
    ahead = t[None, :] - t[:, None]
    return torch.where(ahead >= 0, torch.as_tensor(gamma, dtype=torch.float64) ** ahead.clamp(min=0), 0.0)


def rewards_to_go(rewards, gamma=1.0):
    return _discounts(len(rewards), gamma) @ torch.as_tensor(rewards, dtype=torch.float64)


def trajectory_weights(rewards, gamma=1.0, causality=True, baseline=False):
    to_go = [rewards_to_go(r, gamma) for r in rewards]
    whole = torch.stack([g[0] for g in to_go])
    shift = whole.mean() if baseline else 0.0
    chosen = to_go if causality else [w.expand(len(g)) for w, g in zip(whole, to_go)]
    return tuple(c - shift for c in chosen)


def policy_gradient_loss(log_probs, weights):
    return -torch.dot(torch.cat(tuple(log_probs)), torch.cat([w.detach() for w in weights])) / len(log_probs)


def importance_weights(new_log_probs, old_log_probs):
    length = new_log_probs.shape[0]
    so_far = torch.ones(length, length, dtype=new_log_probs.dtype).tril()
    return (so_far @ (new_log_probs - old_log_probs)).exp()


def off_policy_loss(new_log_probs, old_log_probs, rewards, gamma=1.0):
    """Its value is that of the importance-weighted return, by the trick of a ratio over itself, detached."""
    parts = []
    for new, old, r in zip(new_log_probs, old_log_probs, rewards):
        constant = importance_weights(new.detach(), old.detach()) * rewards_to_go(r, gamma).to(new.dtype)
        parts.append((constant * torch.exp(new - new.detach())).sum())
    return -sum(parts) / len(parts)


class SoftmaxPolicy(nn.Module):
    def __init__(self, n_states, n_actions):
        super().__init__()
        self.register_parameter("logits", nn.Parameter(torch.zeros(n_states, n_actions)))

    def distribution(self, state):
        return Categorical(logits=torch.log_softmax(self.logits, dim=1)[int(state)])

    def act(self, state):
        log_probs = torch.log_softmax(self.logits, dim=1)[int(state)]
        action = torch.multinomial(log_probs.detach().exp(), 1).item()
        return action, log_probs[action]


def collect(env, policy, max_steps, seed=None):
    state, _ = env.reset(seed=seed)
    states, actions, rewards = [], [], []
    for _ in range(max_steps):
        with torch.no_grad():
            action, _ = policy.act(state)
        states.append(state)
        actions.append(action)
        state, reward, terminated, truncated, _ = env.step(action)
        rewards.append(reward)
        if terminated or truncated:
            break
    return states, actions, rewards, torch.log_softmax(policy.logits, dim=1)[states, actions]


def train(env, policy, batches, batch_size, lr, gamma, max_steps, seed):
    optimizer = torch.optim.SGD([policy.logits], lr=lr)
    generator_seed = seed
    means = []
    for _ in range(batches):
        runs = []
        for _ in range(batch_size):
            runs.append(collect(env, policy, max_steps, seed=generator_seed))
            generator_seed += 1
        loss = policy_gradient_loss(
            [run[3] for run in runs],
            [w.float() for w in trajectory_weights([run[2] for run in runs], gamma, causality=False)],
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        means.append(torch.tensor([float(sum(run[2])) for run in runs]).mean())
    return means
