"""FrozenLake: two agents, a loop that plays episodes, and dynamic programming.

The table of transitions `P` is what `env.unwrapped.P` holds, for a Gymnasium environment with numbered states and
actions: `P[state][action]` is a list of outcomes `(probability, next_state, reward, terminated)`.

- A terminated outcome earns its reward and nothing after it, whatever `P[next_state]` says.
- The same next state may occur in several outcomes of one list.
- `V` is an array (n_states,) of values, and `gamma` a discount factor between 0 and 1.
- Arguments are never modified.
"""

from typing import Any

import gymnasium
import numpy as np

Outcome = tuple[float, int, float, bool]
Table = dict[int, dict[int, list[Outcome]]]

# What FrozenLake calls its actions, by number, in capitals: {0: "LEFT", ...}.
ACTION_NAMES: dict[int, str] = {}


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    """Return the row and the column of a state, both counted from 0. States are numbered row by row.

    Args:
        state: the number of the tile, from 0 in the top left corner.
        ncol: the number of columns of the lake.
    """
    raise NotImplementedError(
        "to_row_col is not written yet. "
        "Return the row and the column of a state, both counted from 0. States are numbered row by row."
    )


class RandomAgent:
    """Chooses every action with the same probability, whatever it sees.

    One seed gives one sequence of actions, whatever other agents do. NumPy's global random state plays no part: it is
    neither read nor changed.
    """

    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        """Prepare RandomAgent's own source of random numbers.

        Args:
            number_of_discrete_actions: actions are 0, 1, ..., this number minus 1.
            seed: of the sequence of actions; None for no particular one.
        """
        raise NotImplementedError(
            "RandomAgent.__init__ is not written yet. "
            "Prepare RandomAgent's own source of random numbers."
        )

    def get_action(self, observation: int) -> int:
        """Return a random action of RandomAgent's, an integer."""
        raise NotImplementedError(
            "RandomAgent.get_action is not written yet. "
            "Return a random action of RandomAgent's, an integer."
        )


class GreedyAgent:
    """Does what a deterministic policy says."""

    def __init__(self, policy: np.ndarray) -> None:
        """Keep GreedyAgent's policy.

        Args:
            policy: the action to take in each state, an array (n_states,) of integers.
        """
        raise NotImplementedError(
            "GreedyAgent.__init__ is not written yet. "
            "Keep GreedyAgent's policy."
        )

    def get_action(self, observation: int) -> int:
        """Return the action, an integer, that GreedyAgent's policy has for the state that is observed."""
        raise NotImplementedError(
            "GreedyAgent.get_action is not written yet. "
            "Return the action, an integer, that GreedyAgent's policy has for the state that is observed."
        )


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    """Play one episode, and return what the agent saw, did and got.

    The episode ends when the environment says that it is terminated or truncated, and after `max_steps` steps at the
    latest. The environment is reset once, at the start, and is not closed.
    Source: the lecture's FrozenLake example, which stops on `terminated` only.

    Args:
        agent: anything with a method `get_action(observation)`.
        env: a Gymnasium environment; `step` returns (observation, reward, terminated, truncated, info).
        max_steps: the most steps to take, at least 0.
        seed: given to `env.reset`.

    Returns:
        Three lists of the same length: observations, actions, rewards. Entry t of each belongs to step t: what the
        agent saw before it acted, what it did, and the reward for it.
    """
    raise NotImplementedError(
        "run is not written yet. "
        "Play one episode, and return what the agent saw, did and got."
    )


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    """Return the share of episodes whose rewards sum to more than 0.

    Args:
        agent: anything with a method `get_action(observation)`.
        env: a Gymnasium environment.
        episodes: how many episodes to play, at least 1.
        max_steps: the most steps of an episode.
        seed: episode k, counted from 0, is run with the seed `seed + k`.

    Returns:
        A number between 0 and 1.
    """
    raise NotImplementedError(
        "success_rate is not written yet. "
        "Return the share of episodes whose rewards sum to more than 0."
    )


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    """Return the value of every state under a policy: the expected discounted sum of rewards from there on.

        V(s) = sum_a policy[s, a] * sum over outcomes of probability * (reward + gamma * V(next state))

    where gamma * V(next state) is left out for a terminated outcome.

    Args:
        P: the table of transitions.
        policy: probabilities, shape (n_states, n_actions); each row sums to 1.
        gamma: the discount factor.
        tol: where a method that iterates may stop: no value changes by `tol` or more any longer.

    Returns:
        The values, shape (n_states,), within 1e-6 of the exact ones. Rewards may be negative.
    """
    raise NotImplementedError(
        "policy_evaluation is not written yet. "
        "Return the value of every state under a policy: the expected discounted sum of rewards from there on."
    )


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    """Return a policy that is greedy with respect to V: in each state an action whose value is largest.

        Q(s, a) = sum over outcomes of probability * (reward + gamma * V(next state))

    where gamma * V(next state) is left out for a terminated outcome.

    Args:
        P: the table of transitions.
        V: values of the states, shape (n_states,); those of any policy, or any other numbers.
        gamma: the discount factor.

    Returns:
        Actions, shape (n_states,), integers. Where several actions are best, any of them.
    """
    raise NotImplementedError(
        "policy_improvement is not written yet. "
        "Return a policy that is greedy with respect to V: in each state an action whose value is largest."
    )


def policy_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    """Return an optimal policy and its values, by evaluating and improving in turn. It ends even where actions tie.

    Args:
        P: the table of transitions.
        gamma: the discount factor.
        tol: for `policy_evaluation`.

    Returns:
        The policy, integers of shape (n_states,), and its values, shape (n_states,), within 1e-6 of the exact ones.
    """
    raise NotImplementedError(
        "policy_iteration is not written yet. "
        "Return an optimal policy and its values, by evaluating and improving in turn. It ends even where actions tie."
    )


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    """Return an optimal policy and the optimal values, by repeating V(s) = max_a Q(s, a).

    Args:
        P: the table of transitions.
        gamma: the discount factor.
        tol: iterations stop when no value changes by `tol` or more any longer.

    Returns:
        The policy, integers of shape (n_states,), and the values, shape (n_states,), within 1e-6 of the exact ones.
    """
    raise NotImplementedError(
        "value_iteration is not written yet. "
        "Return an optimal policy and the optimal values, by repeating V(s) = max_a Q(s, a)."
    )
