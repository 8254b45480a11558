"""Strategies: what they promise, and how readable the simplest example is."""

from __future__ import annotations

import pytest
import torch
from hypothesis import find, given, settings
from hypothesis import strategies as st

from autograder.testing import some

SMALL = settings(max_examples=60, deadline=None, database=None, derandomize=True)


def least(strategy, condition=lambda value: True):
    """Return what a counterexample shrinks to."""
    return find(
        strategy, condition, settings=settings(max_examples=2_000, deadline=None, database=None, derandomize=True)
    )


def test_the_simplest_examples_are_readable():
    assert least(some.tensors(shape=(2, 2))).tolist() == [[0.5, -0.25], [2.0, -1.5]]
    assert least(some.shapes()) == (2,)
    assert least(some.shapes((3, 3))) == (2, 3, 5)
    assert least(some.masks(3, 3)).tolist() == [[True, False, False], [True, True, False], [True, True, True]]
    assert least(some.trajectories()) == [([0], [0], [1]), ([0, 0], [0, 0], [-2, 3])]
    assert least(some.mdps()) == {0: {0: [(1.0, 1, 1.0, True)]}, 1: {0: [(1.0, 1, 1.0, False)]}}
    assert [g.tolist() for g in least(some.gradient_sequences(shape=(2,)))] == [[0.5, -0.25]]


def test_examples_with_a_property_stay_readable():
    small = least(some.gradient_sequences(), lambda run: len(run) > 1 and float(run[0].abs().max()) < 1e-5)
    assert [g.tolist() for g in small] == [5e-07, 5e-07]
    gaps = least(some.masks(2, 3), lambda mask: mask[1].tolist() == [True, False, True])
    assert gaps.tolist() == [[True, False, False], [True, False, True]]
    floats = least(some.trajectories(), lambda runs: isinstance(runs[0][2][0], float))
    assert floats == [([0], [0], [0.5]), ([0, 0], [0, 0], [-0.25, 2.0])]
    assert least(some.mdps(), lambda P: len(P[0][0]) == 2 and P[len(P) - 1][0][0][2:] == (-1.0, True)) == {
        0: {0: [(0.75, 1, 1.0, True), (0.25, 1, 1.0, True)]},
        1: {0: [(1.0, 1, -1.0, True)]},
    }


@SMALL
@given(shape=some.shapes((1, 4), primes=(2, 3, 5, 7, 11)))
def test_shapes_are_distinct_primes(shape):
    assert 1 <= len(shape) <= 4
    assert len(set(shape)) == len(shape)
    assert set(shape) <= {2, 3, 5, 7, 11}


@SMALL
@given(mask=some.masks(5, 3, empty_rows=True))
def test_masks_have_every_kind_of_row(mask):
    assert mask.dtype == torch.bool
    assert mask.shape == (5, 3)
    if not torch.equal(mask, torch.ones(5, 3, dtype=torch.bool).tril()):
        counts = mask.sum(1).tolist()
        assert 0 in counts
        assert 3 in counts
        assert 1 in counts


@SMALL
@given(mask=some.masks(7, 5))
def test_no_row_is_empty_unless_asked_for(mask):
    assert bool(mask.any(1).all())


@SMALL
@given(runs=some.trajectories(longest=6))
def test_trajectories_are_ragged(runs):
    lengths = [len(rewards) for _, _, rewards in runs]
    assert len(set(lengths)) == len(runs) >= 2
    for states, actions, rewards in runs:
        assert len(states) == len(actions) == len(rewards) <= 6
        assert set(states) <= {0, 1, 2}
        assert set(actions) <= {0, 1}
    assert len({type(reward) for _, _, rewards in runs for reward in rewards}) == 1


@SMALL
@given(P=some.mdps())
def test_mdps_are_tables_as_gymnasium_writes_them(P):
    terminal = len(P) - 1
    assert {following for _, following, _, _ in P[terminal][0]} == {terminal}
    for actions in P.values():
        assert list(actions) == list(range(len(P[0])))
        for outcomes in actions.values():
            assert sum(chance for chance, *_ in outcomes) == 1
    for state in range(terminal):
        assert all(done == (s == terminal) for outcomes in P[state].values() for _, s, _, done in outcomes)


@pytest.mark.parametrize(
    "has",
    [
        lambda P: P[len(P) - 1][0][0][2] > 0 and not P[len(P) - 1][0][0][3],
        lambda P: P[len(P) - 1][0][0][2] < 0,
        lambda P: len(P[0]) > 1 and P[0][0] == P[0][1],
        lambda P: len(P) > 2 and all(s != 1 for a in P.values() for outs in a.values() for _, s, _, _ in outs),
        lambda P: any(s == 0 for outs in P[0].values() for _, s, _, _ in outs),
        lambda P: P[0][0][0][2] < 0,
    ],
    ids=["rewarding loop", "costly loop", "tie", "unreachable state", "cycle", "negative reward"],
)
def test_mdps_of_every_kind_occur(has):
    assert has(least(some.mdps(), has))


@SMALL
@given(run=some.gradient_sequences(steps=(2, 4)), data=st.data())
def test_gradient_sequences_keep_their_shape_and_size(run, data):
    assert 2 <= len(run) <= 4
    assert len({tuple(g.shape) for g in run}) == 1
    sizes = [float(g.abs().max()) for g in run]
    assert max(sizes) / min(sizes) < 1_000
    assert all(g.all() for g in run)
