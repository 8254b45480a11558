"""Sets of best actions, random among ties; asks the agent ahead of time; values first, actions from them."""

from typing import Any

import numpy as np

LEFT, DOWN, RIGHT, UP = range(4)
ACTION_NAMES = {LEFT: "LEFT", DOWN: "DOWN", RIGHT: "RIGHT", UP: "UP"}


def to_row_col(state: int, ncol: int) -> tuple:
    return tuple(np.divmod(state, ncol))


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: Any = None):
        self.p = np.ones(number_of_discrete_actions) / number_of_discrete_actions
        self.bits = np.random.Generator(np.random.PCG64(seed))

    def get_action(self, observation: Any) -> int:
        return self.bits.choice(len(self.p), p=self.p)


class GreedyAgent:
    def __init__(self, policy: np.ndarray):
        self.policy = [int(action) for action in policy]

    def get_action(self, observation: Any) -> int:
        return self.policy[observation]


def run(agent, env, max_steps, seed=None):
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    action = agent.get_action(observation)
    terminated = truncated = False
    while len(rewards) < max_steps and not (terminated or truncated):
        observations += [observation]
        actions += [action]
        observation, reward, terminated, truncated, _ = env.step(action)
        rewards += [reward]
        action = agent.get_action(observation)  # also at the end, where nobody wants it
    return [observations, actions, rewards]


def success_rate(agent, env, episodes, max_steps, seed):
    successes = 0
    for k in range(episodes):
        # without `run`
        observation, _ = env.reset(seed=seed + k)
        total = 0.0
        for _ in range(max_steps):
            observation, reward, terminated, truncated, _ = env.step(agent.get_action(observation))
            total += float(reward)
            if terminated or truncated:
                break
        successes += int(total > 0)
    return np.float64(successes) / episodes


def q_values(P, V, gamma, s):
    return np.array(
        [np.dot([o[0] for o in P[s][a]], [o[2] if o[3] else o[2] + gamma * V[o[1]] for o in P[s][a]]) for a in P[s]]
    )


def policy_evaluation(P, policy, gamma, tol=1e-10):
    V = np.zeros(len(P))
    while True:
        before = V.copy()
        for s in P:
            V[s] = np.dot(policy[s], q_values(P, V, gamma, s))
        if np.max(np.abs(before - V)) < tol:
            return V


def best_actions(P, V, gamma, s):
    q = q_values(P, V, gamma, s)
    return set(np.flatnonzero(q >= q.max() - 1e-8 * max(1, abs(q.max()))).tolist())


def policy_improvement(P, V, gamma):
    q = [q_values(P, V, gamma, s) for s in P]
    ties = [np.flatnonzero(row == row.max()) for row in q]
    return np.array([np.random.choice(tied) for tied in ties])


def policy_iteration(P, gamma, tol=1e-10):
    policy = np.random.default_rng().integers(len(P[0]), size=len(P))
    while True:
        V = policy_evaluation(P, np.eye(len(P[0]))[policy], gamma, tol)
        best = [best_actions(P, V, gamma, s) for s in P]
        if all(policy[s] in best[s] for s in P):
            return policy, V
        policy = np.array([np.random.choice(sorted(actions)) for actions in best])


def value_iteration(P, gamma, tol=1e-10):
    policy, V = policy_iteration(P, gamma, tol)
    return policy, V
