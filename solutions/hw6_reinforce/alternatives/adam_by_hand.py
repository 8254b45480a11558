"""Adam written by hand in train, the policy updated after one backward pass for each episode of the batch."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions.categorical import Categorical


def rewards_to_go(rewards, gamma=1.0):
    n = len(rewards)
    G = torch.zeros(n)
    for t in range(n):
        for k in range(t, n):
            G[t] += gamma ** (k - t) * rewards[k]
    return G


def trajectory_weights(rewards, gamma=1.0, causality=True, baseline=False):
    weights, total = [], 0.0
    for trajectory in rewards:
        G = rewards_to_go(trajectory, gamma)
        total += G[0].item()
        weights.append(G if causality else G[:1].repeat(len(G)))
    if baseline:
        for w in weights:
            w -= total / len(weights)
    return weights


def policy_gradient_loss(log_probs, weights):
    padded = nn.utils.rnn.pad_sequence(list(log_probs), batch_first=True)
    padded_weights = nn.utils.rnn.pad_sequence([w.detach() for w in weights], batch_first=True)
    return -(padded * padded_weights).sum(dim=1).mean(dim=0)


def importance_weights(new_log_probs, old_log_probs):
    return torch.stack([(new_log_probs - old_log_probs)[: t + 1].sum().exp() for t in range(len(new_log_probs))])


def off_policy_loss(new_log_probs, old_log_probs, rewards, gamma=1.0):
    loss = torch.tensor(0.0, dtype=new_log_probs[0].dtype)
    for new, old, trajectory in zip(new_log_probs, old_log_probs, rewards):
        weight = 1.0
        for t in range(len(trajectory)):
            weight = weight * (new[t] - old[t]).exp().item()
            loss = loss - weight * new[t] * rewards_to_go(trajectory[t:], gamma)[0].item()
    return loss / len(rewards)


class SoftmaxPolicy(nn.Module):
    def __init__(self, n_states: int, n_actions: int):
        nn.Module.__init__(self)
        self.n_states, self.n_actions = n_states, n_actions
        self.logits = nn.parameter.Parameter(data=torch.zeros(size=(n_states, n_actions)))

    def distribution(self, state: int):
        return Categorical(logits=F.log_softmax(F.embedding(torch.tensor(int(state)), self.logits), dim=0))

    def act(self, state: int):
        dist = self.distribution(state)
        action = int(dist.sample((1,))[0])
        return action, dist.logits[action]


def collect(env, policy, max_steps, seed=None):
    states, actions, rewards = [], [], []
    log_probs = torch.zeros(0)
    terminated = truncated = False
    state, _info = env.reset(seed=seed)
    step = 0
    while step < max_steps and not (terminated or truncated):
        action, log_prob = policy.act(state)
        states += [state]
        actions += [action]
        state, reward, terminated, truncated, _info = env.step(action)
        rewards += [float(reward)]
        log_probs = torch.cat([log_probs.to(log_prob), log_prob[None]])
        step += 1
    return states, actions, rewards, log_probs


def train(env, policy, batches, batch_size, lr, gamma, max_steps, seed):
    m = torch.zeros_like(policy.logits)
    v = torch.zeros_like(policy.logits)
    history = []
    for t in range(1, batches + 1):
        policy.logits.grad = None
        summed = 0.0
        for k in range(batch_size):
            _, _, rewards, log_probs = collect(env, policy, max_steps, seed + 1000 * t + k)
            (policy_gradient_loss([log_probs], trajectory_weights([rewards], gamma)) / batch_size).backward()
            summed += sum(rewards)
        history.append(summed / batch_size)
        g = policy.logits.grad
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        policy.logits.data -= lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
    return history
