"""Small Markov decision processes, solved exactly: values, every trajectory, expectations, gradients.

Tables are written as Gymnasium writes them: `P[state][action]` lists `(probability, next state, reward, terminated)`. A
terminated transition earns its reward and nothing after it, whatever `P[next state]` says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gymnasium
import numpy as np

Outcome = tuple[float, int, float, bool]
Table = Mapping[int, Mapping[int, Sequence[Outcome]]]
Array = np.ndarray[Any, np.dtype[np.float64]]
_MOST = 200_000  # trajectories


def policy_value(P: Table, policy: Any, gamma: float) -> Array:
    """Return the exact value of every state, shape (states,), by solving the Bellman equations.

    Args:
        P: the table.
        policy: probabilities, shape (states, actions), or one action for each state, shape (states,).
        gamma: the discount factor.

    Raises:
        ValueError: a value is infinite: gamma is 1, and the policy never ends.

    >>> policy_value({0: {0: [(1.0, 0, 1.0, False)]}}, [0], gamma=0.5)
    array([2.])
    """
    chances, rewards, following = _matrices(P)
    weights = _as_probabilities(policy, chances.shape[:2])
    reward = np.einsum("sa,sa->s", weights, rewards)
    matrix = np.eye(len(P)) - gamma * np.einsum("sa,san->sn", weights, following)
    if np.linalg.cond(matrix) > 1e12:
        raise ValueError(f"with gamma={gamma} the policy never ends, so it has no finite value")
    return np.linalg.solve(matrix, reward)


def action_values(P: Table, values: Any, gamma: float) -> Array:
    """Return the value of every action when `values` is what follows, shape (states, actions).

    A policy is greedy if each of its actions has the largest value in its state; ties are as good as each other.

    >>> action_values({0: {0: [(1.0, 0, 1.0, False)], 1: [(1.0, 0, 3.0, True)]}}, [2.0], gamma=0.5)
    array([[2., 3.]])
    """
    _, rewards, following = _matrices(P)
    result: Array = rewards + gamma * following @ np.asarray(values, dtype=np.float64)
    return result


def optimal_value(P: Table, gamma: float) -> Array:
    """Return the exact optimal value of every state, shape (states,), by policy iteration.

    An action is changed only for one that is better by more than rounding, so ties do not make it run for ever.

    Args:
        P: the table.
        gamma: the discount factor, below 1.

    Raises:
        ValueError: gamma is 1 or more.

    >>> optimal_value({0: {0: [(1.0, 0, 1.0, False)], 1: [(1.0, 0, 3.0, True)]}}, gamma=0.5)
    array([3.])
    """
    if not 0 <= gamma < 1:
        raise ValueError(f"gamma must lie in [0, 1), not {gamma}")
    policy = np.zeros(len(P), dtype=int)
    states = np.arange(len(P))
    while True:
        values = policy_value(P, policy, gamma)
        of_actions = action_values(P, values, gamma)
        best = of_actions.argmax(axis=1)
        better = of_actions[states, best] > of_actions[states, policy] + 1e-12 * (1 + np.abs(values))
        if not better.any():
            return values
        policy = np.where(better, best, policy)


@dataclass(frozen=True)
class Trajectory:
    """What happened in one episode, and how likely that is. The three lists are of equal length."""

    probability: float
    states: tuple[int, ...]
    actions: tuple[int, ...]
    rewards: tuple[float, ...]


def trajectories(P: Table, policy: Any, horizon: int, *, start: int = 0) -> Iterator[Trajectory]:
    """Yield every trajectory that has a chance, until termination or for `horizon` steps. Their chances sum to 1.

    Args:
        P: the table of a tiny MDP.
        policy: probabilities, shape (states, actions), or one action for each state, shape (states,).
        horizon: the most steps.
        start: the first state.

    Raises:
        ValueError: there are more than 200,000.

    >>> [t.rewards for t in trajectories({0: {0: [(0.5, 0, 1.0, True), (0.5, 0, 0.0, False)]}}, [0], horizon=2)]
    [(1.0,), (0.0, 1.0), (0.0, 0.0)]
    """
    weights = _as_probabilities(policy, (len(P), max(len(actions) for actions in P.values())))
    count = 0

    def go_on(state: int, so_far: Trajectory) -> Iterator[Trajectory]:
        nonlocal count
        for action, outcomes in P[state].items():
            for chance, following, reward, terminated in outcomes:
                probability = so_far.probability * float(weights[state, action]) * chance
                if probability == 0:
                    continue
                longer = Trajectory(
                    probability,
                    (*so_far.states, state),
                    (*so_far.actions, action),
                    (*so_far.rewards, float(reward)),
                )
                if terminated or len(longer.states) == horizon:
                    count += 1
                    if count > _MOST:
                        raise ValueError(f"more than {_MOST} trajectories: take a smaller MDP or a shorter horizon")
                    yield longer
                else:
                    yield from go_on(following, longer)

    yield from go_on(start, Trajectory(1.0, (), (), ()))


def expectation(
    estimator: Callable[[Trajectory], Any], P: Table, policy: Any, horizon: int, *, start: int = 0
) -> Array:
    """Return the exact expectation of what an estimator gives for a trajectory: no sampling, no statistics.

    Args:
        estimator: a function of one trajectory that returns a number or an array.
        P: the table of a tiny MDP.
        policy: probabilities, shape (states, actions), or one action for each state, shape (states,).
        horizon: the most steps.
        start: the first state.

    >>> expectation(lambda t: sum(t.rewards), {0: {0: [(0.25, 0, 8.0, True), (0.75, 0, 0.0, True)]}}, [0], horizon=1)
    array(2.)
    """
    every = trajectories(P, policy, horizon, start=start)
    total: Array = sum(  # type: ignore[assignment]  # there is at least one
        t.probability * np.asarray(estimator(t), dtype=np.float64) for t in every
    )
    return np.asarray(total)


def policy_gradient(P: Table, logits: Any, horizon: int, *, start: int = 0, gamma: float = 1.0) -> Array:
    """Return the exact gradient of the expected return with respect to the logits of a softmax policy.

    It is what the REINFORCE estimator must give in expectation, over every trajectory.

    Args:
        P: the table of a tiny MDP.
        logits: shape (states, actions).
        horizon: the most steps.
        start: the first state.
        gamma: the discount factor; the return is the sum of gamma^t times the reward of step t.

    Returns:
        The gradient, shape (states, actions).

    >>> policy_gradient({0: {0: [(1.0, 0, 1.0, True)], 1: [(1.0, 0, 0.0, True)]}}, [[0.0, 0.0]], horizon=1)
    array([[ 0.25, -0.25]])
    """
    policy = softmax_policy(logits)

    def score_times_return(t: Trajectory) -> Array:
        score = np.zeros_like(policy)
        for state, action in zip(t.states, t.actions, strict=True):
            score[state] -= policy[state]
            score[state, action] += 1
        scaled: Array = score * sum(gamma**k * reward for k, reward in enumerate(t.rewards))
        return scaled

    return expectation(score_times_return, P, policy, horizon, start=start)


def softmax_policy(logits: Any) -> Array:
    """Return the probabilities of a softmax policy, shape (states, actions).

    >>> softmax_policy([[0.0, 0.0]])
    array([[0.5, 0.5]])
    """
    logits = np.asarray(logits, dtype=np.float64)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Array = weights / weights.sum(axis=1, keepdims=True)
    return probabilities


class ScriptedEnv(gymnasium.Env[Any, Any]):
    """An environment that plays what is written down, whatever the actions, and logs how it is used.

    Give it to a scenario as an argument, like any environment: it stays with the grader, and the student's code has a
    proxy. It never raises, so that the log shows what comes after a mistake.

    Attributes:
        log: one entry for each call: `("reset", seed, options)`, `("step", action)`, `("step after the end", action)`,
            also for a step before the first reset, and `("close",)`. An action that is no scalar is logged as the name
            of its type.

    >>> env = ScriptedEnv(0, [(1, 0.0, False, False), (2, 1.0, True, False)])
    >>> env.reset(seed=3)
    (0, {})
    >>> env.step(1)
    (1, 0.0, False, False, {})
    >>> env.log
    [('reset', 3, None), ('step', 1)]
    """

    def __init__(self, start: Any, *episodes: list[tuple[Any, float, bool, bool]], states: int = 16, actions: int = 4):
        """Store the script. Each reset() begins the next episode; after the last one, the first begins again.

        Args:
            start: the observation that reset() returns.
            *episodes: for each episode its steps, a list of (observation, reward, terminated, truncated).
            states: the number of states that `observation_space` has.
            actions: the number of actions that `action_space` has.
        """
        self.observation_space = gymnasium.spaces.Discrete(states)
        self.action_space = gymnasium.spaces.Discrete(actions)
        self.log: list[tuple[Any, ...]] = []
        self._start = start
        self._episodes = episodes
        self._resets = 0
        self._left: list[tuple[Any, float, bool, bool]] = []
        self._last = start

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begin the next episode."""
        self.log.append(("reset", scalar(seed), scalar(options)))
        self._left = list(self._episodes[self._resets % len(self._episodes)])
        self._resets += 1
        self._last = self._start
        return self._start, {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Play the next line of the script."""
        if not self._left:
            self.log.append(("step after the end", scalar(action)))
            return self._last, 0.0, True, False, {}
        self.log.append(("step", scalar(action)))
        self._last, reward, terminated, truncated = self._left.pop(0)
        if terminated or truncated:
            self._left = []
        return self._last, reward, terminated, truncated, {}

    def close(self) -> None:
        """Log that it was closed."""
        self.log.append(("close",))


def scalar(value: Any) -> Any:
    """Return a number as a plain one, and the name of its type for anything else: fit for a log of what a student did.

    >>> scalar(np.int64(3)), scalar([1, 2])
    (3, 'list')
    """
    with contextlib.suppress(AttributeError, ValueError, RuntimeError):
        value = value.item()  # of NumPy's or torch's numbers
    return value if value is None or isinstance(value, int | float) else type(value).__name__


def _matrices(P: Table) -> tuple[Array, Array, Array]:
    """Return chances of all outcomes (S, A), expected rewards (S, A), chances to go on in each state (S, A, S)."""
    states, actions = len(P), max(len(choices) for choices in P.values())
    chances, rewards, following = (
        np.zeros((states, actions)),
        np.zeros((states, actions)),
        np.zeros((states, actions, states)),
    )
    for state in range(states):
        for action, outcomes in P[state].items():
            for chance, next_state, reward, terminated in outcomes:
                chances[state, action] += chance
                rewards[state, action] += chance * reward
                if not terminated:
                    following[state, action, next_state] += chance
    if not np.allclose(chances, 1, rtol=0, atol=1e-9):
        raise ValueError("the probabilities of some state and action do not sum to 1")
    return chances, rewards, following


def _as_probabilities(policy: Any, shape: tuple[int, ...]) -> Array:
    policy = np.asarray(policy)
    if policy.ndim == 1:
        policy = np.eye(shape[1])[policy]
    if policy.shape != shape or not np.allclose(policy.sum(axis=1), 1, rtol=0, atol=1e-9) or (policy < 0).any():
        raise ValueError(f"a policy has shape {shape} and rows that sum to 1, or one action for each state")
    probabilities: Array = policy.astype(np.float64)
    return probabilities
