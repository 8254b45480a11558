"""Plain Python: lists, loops, sweeps in place; arrays are made at the very end."""

import random

import numpy

ACTION_NAMES = {}
for number, name in [(0, "LEFT"), (1, "DOWN"), (2, "RIGHT"), (3, "UP")]:
    ACTION_NAMES[number] = name


def to_row_col(state, ncol):
    row = 0
    while state >= ncol:
        state = state - ncol
        row += 1
    return [row, state]


class RandomAgent:
    def __init__(self, number_of_discrete_actions, seed=None):
        self.actions = range(number_of_discrete_actions)
        self.random = random.Random(seed)

    def get_action(self, observation):
        return self.random.choice(self.actions)


class GreedyAgent:
    def __init__(self, policy):
        self.table = {}
        for state, action in enumerate(policy):
            self.table[state] = int(action)

    def get_action(self, observation):
        return self.table[int(observation)]


def run(agent, env, max_steps, seed=None):
    seen, done, got = [], [], []
    state = env.reset(seed=seed)[0]
    t = 0
    while True:
        if t == max_steps:
            return seen, done, got
        t = t + 1
        seen.append(state)
        done.append(agent.get_action(state))
        answer = env.step(done[-1])
        state = answer[0]
        got.append(answer[1])
        if answer[2]:
            return seen, done, got
        if answer[3]:
            return seen, done, got


def success_rate(agent, env, episodes, max_steps, seed):
    wins = 0
    for episode_seed in range(seed, seed + episodes):
        seen, done, got = run(agent, env, max_steps, episode_seed)
        total = 0
        for reward in got:
            total += reward
        wins += total > 0
    return wins / episodes


def look_ahead(outcomes, V, gamma):
    total = 0.0
    for p, following, reward, terminated in outcomes:
        total += p * reward
        if not terminated:
            total += p * gamma * V[following]
    return total


def policy_evaluation(P, policy, gamma, tol=1e-10):
    V = [0.0] * len(P)
    biggest = tol
    while biggest >= tol:
        biggest = 0.0
        for s in P:
            old = V[s]
            V[s] = 0.0 + sum(float(policy[s][a]) * look_ahead(P[s][a], V[:s] + [old] + V[s + 1 :], gamma) for a in P[s])
            biggest = max(biggest, abs(V[s] - old))
    return numpy.array(V)


def policy_improvement(P, V, gamma):
    return numpy.array([max(P[s], key=lambda a: look_ahead(P[s][a], V, gamma)) for s in P])


def policy_iteration(P, gamma, tol=1e-10):
    policy = [max(P[s]) for s in P]
    stable = False
    while not stable:
        V = policy_evaluation(P, [[1.0 if a == policy[s] else 0.0 for a in P[s]] for s in P], gamma, tol)
        stable = True
        for s in P:
            values = [look_ahead(P[s][a], V, gamma) for a in P[s]]
            if values[policy[s]] < max(values) - 1e-7:
                policy[s] = values.index(max(values))
                stable = False
    return numpy.array(policy), V


def value_iteration(P, gamma, tol=1e-10):
    V = [0.0] * len(P)
    while True:
        change = 0.0
        for s in reversed(P):
            best = max(look_ahead(P[s][a], V, gamma) for a in P[s])
            change = max(change, abs(best - V[s]))
            V[s] = best
        if change < tol:
            break
    return policy_improvement(P, V, gamma), numpy.array(V)
