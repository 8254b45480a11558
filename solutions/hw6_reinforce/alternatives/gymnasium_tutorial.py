"""As in many tutorials: Adam from torch.optim, standardised weights, one scalar loss summed in a loop."""

import gymnasium as gym
import torch
import torch.nn as nn
import torch.optim as optim
from torch.distributions import Categorical


def rewards_to_go(rewards, gamma=1.0):
    out = []
    R = 0.0
    for r in rewards[::-1]:
        R = r + gamma * R
        out.insert(0, R)
    return torch.tensor(out, dtype=torch.float32)


def trajectory_weights(rewards, gamma=1.0, causality=True, baseline=False):
    all_weights = []
    totals = []
    for rs in rewards:
        g = rewards_to_go(rs, gamma)
        totals.append(g[0].item())
        if causality:
            all_weights.append(g)
        else:
            all_weights.append(torch.ones(len(rs)) * g[0])
    b = 0.0
    if baseline:
        b = sum(totals) / len(totals)
    return [w - b for w in all_weights]


def policy_gradient_loss(log_probs, weights):
    loss = 0
    for lp, w in zip(log_probs, weights):
        for t in range(len(lp)):
            loss = loss - lp[t] * w[t].detach()
    return loss / len(log_probs)


def importance_weights(new_log_probs, old_log_probs):
    ratio = torch.exp(new_log_probs - old_log_probs)
    return torch.cumprod(ratio, dim=0)


def off_policy_loss(new_log_probs, old_log_probs, rewards, gamma=1.0):
    loss = 0
    for new, old, rs in zip(new_log_probs, old_log_probs, rewards):
        with torch.no_grad():
            w = importance_weights(new, old)
        g = rewards_to_go(rs, gamma)
        loss += -(w * g * new).sum()
    return loss / len(rewards)


class SoftmaxPolicy(nn.Module):
    def __init__(self, n_states, n_actions):
        super(SoftmaxPolicy, self).__init__()
        self.logits = nn.Parameter(torch.zeros((n_states, n_actions)))

    def forward(self, state):
        return torch.softmax(self.logits[state], dim=-1)

    def distribution(self, state):
        return Categorical(probs=self.forward(state))

    def act(self, state):
        m = self.distribution(state)
        a = m.sample()
        return a.item(), m.log_prob(a)


def collect(env: gym.Env, policy, max_steps, seed=None):
    obs, info = env.reset(seed=seed)
    states, actions, rewards, log_probs = [], [], [], []
    done = False
    while not done and len(states) < max_steps:
        m = Categorical(policy(obs))  # the policy's own forward
        a = m.sample()
        states.append(obs)
        obs, reward, terminated, truncated, info = env.step(a.item())
        actions.append(a.item())
        rewards.append(reward)
        log_probs.append(m.log_prob(a))
        done = terminated or truncated
    return states, actions, rewards, torch.stack(log_probs)


def train(env, policy, batches, batch_size, lr, gamma, max_steps, seed):
    torch.manual_seed(seed)
    env.reset(seed=seed)
    optimizer = optim.Adam(policy.parameters(), lr=lr)
    returns = []
    for batch in range(batches):
        lps, rews = [], []
        for _ in range(batch_size):
            _, _, r, lp = collect(env, policy, max_steps)
            lps.append(lp)
            rews.append(r)
        ws = trajectory_weights(rews, gamma, baseline=True)
        flat = torch.cat(ws)
        std = flat.std() if len(flat) > 1 else torch.tensor(1.0)
        ws = [w / (std + 1e-6) for w in ws]
        optimizer.zero_grad()
        loss = policy_gradient_loss(lps, ws)
        loss.backward()
        optimizer.step()
        returns.append(sum(sum(r) for r in rews) / batch_size)
        if batch % 10 == 0:
            print(f"batch {batch}: mean return {returns[-1]:.2f}")
    return returns


if __name__ == "__main__":
    lake = gym.make("FrozenLake-v1", is_slippery=False)
    print(train(lake, SoftmaxPolicy(16, 4), 10, 10, 0.1, 0.99, 50, 0))
