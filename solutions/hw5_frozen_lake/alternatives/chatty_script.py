"""Prints while it works, has type hints, dataclasses and a script at the end; uses Gymnasium's spaces."""

from __future__ import annotations

from dataclasses import dataclass, field

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Discrete

VERBOSE = True
ACTION_NAMES: dict[int, str] = {0: "LEFT", 1: "DOWN", 2: "RIGHT", 3: "UP"}
print("frozen_lake loaded:", ACTION_NAMES)


def log(*words):
    if VERBOSE:
        print(*words)


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    row, col = int(state) // int(ncol), int(state) % int(ncol)
    log("state", state, "is in row", row, "and column", col)
    return row, col


class Agent:
    def get_action(self, observation):
        raise NotImplementedError


class RandomAgent(Agent):
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None):
        super().__init__()
        self.space = Discrete(int(number_of_discrete_actions), seed=seed)

    def get_action(self, observation) -> np.int64:
        return self.space.sample()


@dataclass
class GreedyAgent(Agent):
    policy: np.ndarray = field(repr=False)

    def get_action(self, observation) -> int:
        action = self.policy.tolist()[observation]
        log("in state", observation, "do", action)
        return action


@dataclass
class Episode:
    observations: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    rewards: list = field(default_factory=list)


def run(agent: Agent, env: gym.Env, max_steps: int, seed: int | None = None):
    episode = Episode()
    observation, info = env.reset(seed=seed)
    over = False
    for t in range(max_steps):
        if over:
            continue
        action = agent.get_action(observation)
        episode.observations.append(observation)
        episode.actions.append(action)
        observation, reward, terminated, truncated, info = env.step(action)
        episode.rewards.append(reward)
        over = bool(terminated) or bool(truncated)
        log("step", t, "reward", reward)
    return episode.observations, episode.actions, episode.rewards


def success_rate(agent, env, episodes, max_steps, seed):
    won = []
    for k in range(episodes):
        result = run(agent=agent, env=env, max_steps=max_steps, seed=seed + k)
        won.append(1.0 if sum(result[2]) > 0 else 0.0)
    log("won", won)
    return float(np.mean(won))


@dataclass
class Backup:
    P: dict
    gamma: float

    def q(self, V, s, a):
        return sum(p * (r + self.gamma * V[n] * (not done)) for p, n, r, done in self.P[s][a])


def policy_evaluation(P, policy, gamma, tol=1e-10):
    backup = Backup(P, gamma)
    V = np.zeros(len(P))
    sweeps = 0
    while True:
        delta = 0
        for s in range(len(P)):
            v = sum(policy[s, a] * backup.q(V, s, a) for a in range(len(P[s])))
            delta = max(delta, np.abs(v - V[s]))
            V[s] = v
        sweeps += 1
        if delta < tol:
            log("evaluated in", sweeps, "sweeps")
            return V


def policy_improvement(P, V, gamma):
    backup = Backup(P, gamma)
    policy = np.zeros(len(P), dtype=np.int32)
    for s in range(len(P)):
        policy[s] = np.argmax([backup.q(V, s, a) for a in range(len(P[s]))])
    return policy


def policy_iteration(P, gamma, tol=1e-10):
    n_states, n_actions = len(P), len(P[0])
    policy = np.ones((n_states, n_actions)) / n_actions
    best_so_far = np.full(n_states, -np.inf)
    while True:
        greedy = policy_improvement(P, policy_evaluation(P, policy, gamma, tol), gamma)
        policy = np.eye(n_actions)[greedy]
        V = policy_evaluation(P, policy, gamma, tol)
        if np.all(V <= best_so_far + 1e-8):
            return greedy, V
        best_so_far = V


def value_iteration(P, gamma, tol=1e-10):
    backup = Backup(P, gamma)
    V = np.zeros(len(P))
    while True:
        new = np.array([max(backup.q(V, s, a) for a in P[s]) for s in P])
        if np.linalg.norm(new - V) < tol:
            log("values", new)
            return policy_improvement(P, new, gamma), new
        V = new


if __name__ == "__main__":
    lake = gym.make("FrozenLake-v1", is_slippery=True)
    best, values = value_iteration(lake.unwrapped.P, 0.99)
    print(values.reshape(4, 4))
    print([[ACTION_NAMES[a] for a in row] for row in best.reshape(4, 4)])
    print(success_rate(GreedyAgent(best), lake, 100, 200, 0))
    lake.close()
