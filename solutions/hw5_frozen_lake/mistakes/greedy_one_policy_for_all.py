"""The policy is kept in the class, so all agents follow the one that was made last. Keep it in `self`: see the handout,
section GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_has_no_memory
"""

from typing import Any

import gymnasium
import numpy as np

ACTION_NAMES = {0: "LEFT", 1: "DOWN", 2: "RIGHT", 3: "UP"}


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    """Return the row and the column of a state."""
    return state // ncol, state % ncol


class RandomAgent:
    """Chooses every action with the same probability."""

    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.generator = np.random.default_rng(seed)

    def get_action(self, observation: int) -> int:
        return int(self.generator.integers(self.number_of_actions))


class GreedyAgent:
    """Does what a deterministic policy says."""

    def __init__(self, policy: np.ndarray) -> None:
        GreedyAgent.policy = policy

    def get_action(self, observation: int) -> int:
        return int(self.policy[observation])


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    """Play one episode."""
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    return observations, actions, rewards


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    """Return the share of episodes whose rewards sum to more than 0."""
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, max_steps, seed=seed + k)
        if sum(rewards) > 0:
            successes += 1
    return successes / episodes


def _action_values(P: dict, V: np.ndarray, gamma: float) -> np.ndarray:
    """Return the value of every action in every state, shape (n_states, n_actions)."""
    Q = np.zeros((len(P), len(P[0])))
    for state in P:
        for action in P[state]:
            for probability, next_state, reward, terminated in P[state][action]:
                future = 0.0 if terminated else gamma * V[next_state]
                Q[state, action] += probability * (reward + future)
    return Q


def policy_evaluation(P: dict, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    """Return the value of every state under a policy."""
    V = np.zeros(len(P))
    while True:
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        if np.abs(V - previous).max() < tol:
            return V


def policy_improvement(P: dict, V: np.ndarray, gamma: float) -> np.ndarray:
    """Return a policy that is greedy with respect to V."""
    return _action_values(P, V, gamma).argmax(axis=1)


def policy_iteration(P: dict, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    """Return an optimal policy and its values, by evaluating and improving in turn."""
    states, n_actions = np.arange(len(P)), len(P[0])
    policy = np.zeros(len(P), dtype=int)
    while True:
        V = policy_evaluation(P, np.eye(n_actions)[policy], gamma, tol)
        Q = _action_values(P, V, gamma)
        better = Q.max(axis=1) > Q[states, policy] + 1e-8
        if not better.any():
            return policy, V
        policy = np.where(better, Q.argmax(axis=1), policy)


def value_iteration(P: dict, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    """Return an optimal policy and the optimal values."""
    V = np.zeros(len(P))
    while True:
        previous = V
        V = _action_values(P, previous, gamma).max(axis=1)
        if np.abs(V - previous).max() < tol:
            return _action_values(P, V, gamma).argmax(axis=1), V
