"""Transition matrices, `einsum` and `np.linalg.solve`; the old action is kept unless another one is clearly better."""

import numpy as np

ACTION_NAMES = dict(enumerate("LEFT DOWN RIGHT UP".split()))


def to_row_col(state, ncol):
    return divmod(state, ncol)


class RandomAgent:
    def __init__(self, number_of_discrete_actions, seed=None):
        self._n = number_of_discrete_actions
        self._rng = np.random.RandomState(seed)

    def get_action(self, observation):
        return self._rng.randint(self._n)


class GreedyAgent:
    def __init__(self, policy):
        self._policy = np.array(policy, copy=True)

    def get_action(self, observation):
        return self._policy[observation]


def run(agent, env, max_steps, seed=None):
    steps = []
    observation, info = env.reset(seed=seed)
    done = False
    while not done and len(steps) < max_steps:
        action = agent.get_action(observation)
        following, reward, terminated, truncated, info = env.step(action)
        steps.append((observation, action, reward))
        observation, done = following, terminated or truncated
    observations, actions, rewards = ([step[i] for step in steps] for i in range(3))
    return observations, actions, rewards


def success_rate(agent, env, episodes, max_steps, seed):
    totals = np.array([np.sum(run(agent, env, max_steps, seed + k)[2]) for k in range(episodes)])
    return np.mean(totals > 0)


def model(P):
    """Return expected rewards (S, A) and chances to go on (S, A, S)."""
    n, m = len(P), len(P[0])
    R, T = np.zeros((n, m)), np.zeros((n, m, n))
    for s in range(n):
        for a in range(m):
            probability, following, reward, terminated = map(np.array, zip(*P[s][a]))
            R[s, a] = probability @ reward
            np.add.at(T[s, a], following, probability * ~terminated.astype(bool))
    return R, T


def policy_evaluation(P, policy, gamma, tol=1e-10):
    R, T = model(P)
    policy = np.asarray(policy)
    return np.linalg.solve(
        np.eye(len(P)) - gamma * np.einsum("sa,sat->st", policy, T), np.einsum("sa,sa->s", policy, R)
    )


def policy_improvement(P, V, gamma):
    R, T = model(P)
    return np.argmax(R + gamma * T @ V, axis=1)


def policy_iteration(P, gamma, tol=1e-10):
    R, T = model(P)
    rows = np.arange(len(P))
    policy = np.argmax(R, axis=1)
    while True:
        V = np.linalg.solve(np.eye(len(P)) - gamma * T[rows, policy], R[rows, policy])
        Q = R + gamma * T @ V
        is_best = np.isclose(Q[rows, policy], Q.max(axis=1), rtol=1e-9, atol=1e-9)
        if is_best.all():
            return policy, V
        policy = np.where(is_best, policy, Q.argmax(axis=1))


def value_iteration(P, gamma, tol=1e-10):
    R, T = model(P)
    V = np.zeros(len(P))
    delta = np.inf
    while delta >= tol:
        Q = R + gamma * T @ V
        delta = np.max(np.abs(Q.max(axis=1) - V))
        V = Q.max(axis=1)
    return (R + gamma * T @ V).argmax(axis=1), V
