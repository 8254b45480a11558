"""All outcomes in flat arrays, summed by `np.bincount`; how many sweeps are needed is known beforehand."""

import math
from itertools import count, islice

import numpy as np

ACTION_NAMES = dict(zip(range(4), ("LEFT", "DOWN", "RIGHT", "UP")))


def to_row_col(state, ncol):
    row = state // ncol
    return row, state - row * ncol


class RandomAgent:
    """Draws many actions at a time."""

    def __init__(self, number_of_discrete_actions, seed=None):
        self.actions = self.draw(np.random.default_rng(seed), number_of_discrete_actions)

    @staticmethod
    def draw(generator, n):
        while True:
            yield from np.floor(generator.random(64) * n).astype(int)

    def get_action(self, observation):
        return next(self.actions)


class GreedyAgent:
    def __init__(self, policy):
        self.get_action = lambda observation: policy[observation].item()


def episode(agent, env, seed):
    """Yield what the agent saw, did and got, for as long as it goes."""
    observation, _ = env.reset(seed=seed)
    over = False
    while not over:
        action = agent.get_action(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        yield observation, action, reward
        observation, over = following, terminated | truncated


def run(agent, env, max_steps, seed=None):
    if max_steps == 0:
        env.reset(seed=seed)
        return [], [], []
    steps = list(islice(episode(agent, env, seed), int(max_steps)))
    return tuple(list(column) for column in zip(*steps))


def success_rate(agent, env, episodes, max_steps, seed):
    seeds = count(seed)
    wins = [sum(run(agent, env, max_steps, next(seeds))[2]) > 0 for _ in range(episodes)]
    return wins.count(True) / len(wins)


class Outcomes:
    def __init__(self, P):
        rows = [(s, a, *outcome) for s, actions in P.items() for a, outcomes in actions.items() for outcome in outcomes]
        self.shape = len(P), len(P[0])
        s, a, p, n, r, t = (np.array(column) for column in zip(*rows))
        self.index, self.p, self.next, self.r, self.goes_on = s * self.shape[1] + a, p, n, r, 1 - t.astype(float)

    def q(self, V, gamma):
        worth = self.p * (self.r + gamma * self.goes_on * np.asarray(V)[self.next])
        return np.bincount(self.index, worth, minlength=self.shape[0] * self.shape[1]).reshape(self.shape)

    def sweeps(self, gamma):
        """Return after how many sweeps from 0 the error is below 1e-9."""
        largest = np.abs(self.r).max() / (1 - gamma) + 1
        return math.ceil(math.log(1e-9 / largest) / math.log(gamma))


def policy_evaluation(P, policy, gamma, tol=1e-10):
    outcomes, V = Outcomes(P), np.zeros(len(P))
    for _ in range(outcomes.sweeps(gamma)):
        V = np.sum(np.multiply(policy, outcomes.q(V, gamma)), axis=-1)
    return V


def policy_improvement(P, V, gamma):
    return Outcomes(P).q(V, gamma).argmax(-1).astype(np.uint8)


def policy_iteration(P, gamma, tol=1e-10):
    outcomes = Outcomes(P)
    chosen = np.full(len(P), len(P[0]) - 1)
    for _ in range(200):
        V = policy_evaluation(P, np.eye(len(P[0]))[chosen], gamma)
        q = outcomes.q(V, gamma).round(7)  # ties are ties again, and the first of them is taken
        if (q.argmax(-1) == chosen).all():
            break
        chosen = q.argmax(-1)
    return chosen, V


def value_iteration(P, gamma, tol=1e-10):
    outcomes, V = Outcomes(P), np.zeros(len(P))
    for _ in range(outcomes.sweeps(gamma)):
        V = outcomes.q(V, gamma).max(-1)
    return outcomes.q(V, gamma).argmax(-1), V
