"""Hidden tests of the weights of a batch of trajectories, on rewards that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, scenario, some, unmodified

from common import FLOAT32, demand_float, doubled, gammas, rewards_of


@scenario
def weights_of(student, rewards, *args, **kwargs):
    """The weights of every trajectory, in float64."""
    weights = student.trajectory_weights(rewards, *args, **kwargs)
    return [doubled(w) for w in weights] if isinstance(weights, list | tuple) else weights


@scenario
def dtypes_of_weights(student, rewards, **choices):
    """The dtype of every trajectory's weights."""
    return [str(getattr(w, "dtype", type(w))) for w in student.trajectory_weights(rewards, 0.5, **choices)]


@question("weights", points=3)
@given(runs=some.trajectories(count=(1, 3)), gamma=gammas)
def test_causality_keeps_trajectories_apart(submission, reference, runs, gamma):
    """With causality, the weights of a trajectory are its own rewards-to-go, whatever else is in the batch."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=True, baseline=False,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=3)
@given(runs=some.trajectories(count=(1, 3)), gamma=gammas)
def test_no_causality_whole_return(submission, reference, runs, gamma):
    """Without causality, every weight of a trajectory is its whole return, discounted from the start."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=False, baseline=False,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=3.5)
@given(runs=some.trajectories(count=(2, 3)), gamma=gammas, causality=st.booleans())
def test_baseline_is_the_mean_return(submission, reference, runs, gamma, causality):
    """The baseline is the mean over trajectories of the whole discounted return, with and without causality."""
    agrees(weights_of, submission, reference, rewards_of(runs), gamma, causality=causality, baseline=True,
           rtol=FLOAT32, atol=1e-5)  # fmt: skip


@question("weights", points=1)
def test_weights_by_default(submission, reference):
    """trajectory_weights takes rewards, gamma, causality, baseline; by default 1, with causality, no baseline."""
    rewards = [[1.0, -2.0, 4.0], [3.0, 0.5]]
    agrees(weights_of, submission, reference, rewards, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, 0.5, False, True, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, causality=False, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards, baseline=True, rtol=FLOAT32)
    agrees(weights_of, submission, reference, rewards[:1], 0.5, baseline=True, rtol=FLOAT32)


@question("weights", points=1)
def test_weights_of_ints(submission, reference):
    """trajectory_weights takes tuples and ints, cuts nothing off, and leaves the rewards as they are."""
    for causality, baseline in ((True, False), (False, False), (True, True), (False, True)):
        for dtype in dtypes_of_weights(submission, [[1, 2], [3]], causality=causality, baseline=baseline):
            demand_float(dtype)
        agrees(weights_of, submission, reference, ((1, 3, 5), (1, 1)), 0.5, causality, baseline, rtol=FLOAT32)
        unmodified("trajectory_weights", submission, [[1.0, 3.0], [2.0]], 0.5, causality, baseline)
