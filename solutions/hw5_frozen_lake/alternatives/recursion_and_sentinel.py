"""An extra state for the end of episodes; values by repeated squaring; runs by recursion; nested helper classes."""

import functools

import numpy as np

ACTION_NAMES = {k: v for v, k in {"LEFT": 0, "DOWN": 1, "RIGHT": 2, "UP": 3}.items()}


def to_row_col(state, ncol):
    return np.int64(np.floor(state / ncol)), np.int64(np.mod(state, ncol))


class RandomAgent:
    def __init__(self, number_of_discrete_actions, seed=None, /):
        self.choose = functools.partial(np.random.default_rng(seed).integers, 0, number_of_discrete_actions)

    def get_action(self, observation):
        return self.choose()


class RandomAgent(RandomAgent):  # the same, by keyword
    def __init__(self, number_of_discrete_actions, seed=None):
        super().__init__(number_of_discrete_actions, seed)


class GreedyAgent:
    def __init__(self, policy):
        self.policy = policy

    def __call__(self, state):
        return self.policy[state]

    def get_action(self, observation):
        return np.asarray(self(observation))  # a 0-d array of integers


def run(agent, env, max_steps, seed=None):
    def go_on(observation, left):
        if left == 0:
            return []
        action = agent.get_action(observation)
        following, reward, *ends, _ = env.step(action)
        step = (observation, action, reward)
        return [step] if any(ends) else [step, *go_on(following, left - 1)]

    steps = go_on(env.reset(seed=seed)[0], max_steps)
    return [s[0] for s in steps], [s[1] for s in steps], [s[2] for s in steps]


def success_rate(agent, env, episodes, max_steps, seed):
    def won(k):
        return sum(run(agent, env, max_steps, seed + k)[2]) > 0

    return sum(map(won, range(episodes))) / episodes


def with_the_end(P):
    """Return rewards (S + 1, A) and transitions (S + 1, A, S + 1); the last state is the end, worth nothing."""
    n, m = len(P), len(P[0])
    R, T = np.zeros((n + 1, m)), np.zeros((n + 1, m, n + 1))
    T[n, :, n] = 1
    for s, actions in P.items():
        for a, outcomes in actions.items():
            for p, following, reward, terminated in outcomes:
                R[s, a] += p * reward
                T[s, a, n if terminated else following] += p
    return R, T


def policy_evaluation(P, policy, gamma, tol=1e-10):
    R, T = with_the_end(P)
    policy = np.vstack([policy, np.full(len(P[0]), 1 / len(P[0]))])
    V, M = (policy * R).sum(1), gamma * np.einsum("sa,sat->st", policy, T)
    while np.abs(M).max() > tol * 1e-6:  # V covers 1, 2, 4, 8, ... steps
        V, M = V + M @ V, M @ M
    return V[:-1].copy()


def policy_improvement(P, V, gamma):
    R, T = with_the_end(P)
    Q = R + gamma * T @ np.append(V, 0.0)
    return Q[:-1].argmax(1)


def policy_iteration(P, gamma, tol=1e-10):
    policy, V = value_iteration(P, gamma, tol)
    while True:
        V = policy_evaluation(P, np.eye(len(P[0]))[policy], gamma, tol)
        R, T = with_the_end(P)
        Q = (R + gamma * T @ np.append(V, 0.0))[:-1]
        worse = Q[range(len(P)), policy] + 1e-9 < Q.max(1)
        if not any(worse):
            return policy, V
        policy[worse] = Q.argmax(1)[worse]


def value_iteration(P, gamma, tol=1e-10):
    R, T = with_the_end(P)
    V = np.zeros(len(P) + 1)
    while True:
        Q = R + gamma * T @ V
        V, old = Q.max(1), V
        if np.abs(V - old).max() <= tol * (1 - gamma) / gamma:
            return Q.argmax(1)[:-1], V[:-1]
