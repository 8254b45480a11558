"""What the hidden tests of hw6 share: a small MDP, inputs, environments and policies.

Nothing is left to chance where enumeration can decide. Gradients are exact; estimators are compared with the exact
policy gradient of a small MDP by summing over every trajectory; `collect` plays a script and is held against its log; a
trained policy is judged by its exact value. Chance remains in two places, `SoftmaxPolicy.act` and `train`: see
test_policy.py and test_train.py.

`collect` and `train` get the student's own SoftmaxPolicy if it does what the handout says, and one that does otherwise:
a mistake in the policy costs nothing there, and helpers that a student has added to it can be used.
"""

import gymnasium
import numpy as np
import torch
from hypothesis import strategies as st

from autograder.testing import holds
from autograder.testing.domains.mdp import softmax_policy, trajectories

F64 = torch.float64
FLOAT32 = 1e-5  # relative: rewards may be summed in float32, whose rounding is 6e-8 for each of a few steps
gammas = st.sampled_from([0.5, 1.0, 0.9])

# Two ways from state 0 to the end in state 2: a short one, and one through state 1 that pays more, later.
TABLE = {
    0: {0: [(1.0, 2, 1.0, True)], 1: [(0.5, 1, -1.0, False), (0.5, 2, 0.0, True)]},
    1: {0: [(1.0, 2, 6.0, True)], 1: [(1.0, 0, 2.0, False)]},
    2: {0: [(1.0, 2, 5.0, False)], 1: [(1.0, 2, 5.0, False)]},
}
LOGITS = torch.tensor([[0.3, -0.2], [0.1, 0.5], [0.0, 0.0]], dtype=F64)
EPISODES = list(trajectories(TABLE, softmax_policy(LOGITS.numpy()), 4))


def doubled(x):
    """A result in float64, whatever its floating-point dtype; anything else as it is."""
    return x.double() if torch.is_tensor(x) and x.is_floating_point() else x


def rewards_of(runs):
    """Only the rewards of drawn trajectories."""
    return [rewards for _, _, rewards in runs]


def drawn_log_probs(lengths, first=0):
    """Log-probabilities of so many steps, between -2.2 and -0.1, all different."""
    numbers = iter([0.11 + 2.1 * ((7 * k + first) % 37) / 37 for k in range(100)])
    return [-torch.tensor([next(numbers) for _ in range(length)], dtype=F64) for length in lengths]


def demand_float(dtype):
    """Check that a result is a tensor of a floating-point dtype."""
    holds(dtype.startswith("torch.float"), f"the result is not a floating-point tensor but {dtype}")


class ReadyPolicy(torch.nn.Module):
    """A softmax policy as the handout describes it."""

    def __init__(self, n_states, n_actions):
        torch.nn.Module.__init__(self)
        self.logits = torch.nn.Parameter(torch.zeros(n_states, n_actions))

    def distribution(self, state):
        """The Categorical of a state."""
        return torch.distributions.Categorical(logits=self.logits[int(state)])

    def act(self, state):
        """An action and its log-probability."""
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action)


def with_logits(kind, logits):
    """A policy with these logits."""
    policy = kind(*logits.shape)
    with torch.no_grad():
        policy.logits.copy_(logits)
    return policy


def does_its_work(kind):
    """Whether this SoftmaxPolicy does what the handout says."""
    try:
        policy = with_logits(kind, torch.tensor([[0.0, 0.0], [0.5, -0.5]]))
        right = torch.tensor([[0.5, 0.5], [0.731059, 0.268941]], dtype=F64)
        for state in (0, 1, 0, 1):
            action, log_prob = policy.act(state)
            policy.logits.grad = None
            log_prob.reshape(()).backward()
            expected = torch.zeros(2, 2, dtype=F64)
            expected[state] = torch.eye(2, dtype=F64)[action] - right[state]
            here = torch.isclose(log_prob.detach().double().reshape(()), right[state, action].log(), atol=1e-5)
            there = torch.allclose(policy.logits.grad.double(), expected, atol=1e-5)
            if not isinstance(action, int | np.integer) or not here or not there:
                return False
        probs = [policy.distribution(state).probs.detach().double().reshape(-1) for state in (0, 1)]
        # all alike with a chance of 2e-12, and then nothing is lost but helpers of the student's own
        sampled = len({int(policy.act(0)[0]) for _ in range(40)}) == 2
        return sampled and torch.allclose(torch.stack(probs), right, atol=1e-5)
    except Exception:
        return False


def policy_for(student, logits):
    """The student's own policy if it does its work, else one that does, with these logits."""
    own = getattr(student, "SoftmaxPolicy", None)
    return with_logits(own if does_its_work(own) else ReadyPolicy, logits)


class TableEnv(gymnasium.Env):
    """An environment that plays a table, and logs the return and the length of each episode. Truncates after 100."""

    @property
    def log(self):
        """All of that."""
        return self.returns, self.lengths

    def __init__(self, table):
        self.observation_space = gymnasium.spaces.Discrete(len(table))
        self.action_space = gymnasium.spaces.Discrete(len(table[0]))
        self.returns, self.lengths = [], []
        self._outcomes, self._state, self._new = table, 0, True

    def reset(self, *, seed=None, options=None):
        """Begin in state 0."""
        gymnasium.Env.reset(self, seed=seed)
        self._state, self._new = 0, True
        return 0, {}

    def step(self, action):
        """Play one step."""
        if self._new:
            self.returns.append(0.0)
            self.lengths.append(0)
            self._new = False
        outcomes = self._outcomes[self._state][action]
        point, k = self.np_random.random(), 0
        while k < len(outcomes) - 1 and point >= outcomes[k][0]:
            point -= outcomes[k][0]
            k += 1
        _, self._state, reward, terminated = outcomes[k]
        self.returns[-1] += reward
        self.lengths[-1] += 1
        return self._state, reward, terminated, self.lengths[-1] >= 100, {}


def frozen_lake(desc, slips=0.0):
    """The table of a frozen lake on which each of the two sideways moves happens with probability `slips`."""
    sure = gymnasium.make("FrozenLake-v1", desc=desc, is_slippery=False).unwrapped.P
    ways = [(1 - 2 * slips, 0), (slips, -1), (slips, 1)]
    table = {}
    for state, moves in sure.items():
        straight = [(int(new), float(reward), bool(end)) for _, new, reward, end in (moves[a][0] for a in range(4))]
        table[state] = {a: [(p, *straight[(a + turn) % 4]) for p, turn in ways if p] for a in range(4)}
    return table
