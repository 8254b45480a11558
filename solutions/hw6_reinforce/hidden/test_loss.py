"""Hidden tests of the policy-gradient loss, on trajectories that students have not seen."""

import numpy as np
import torch
from hypothesis import given, settings

from autograder.testing import agrees, holds, question, same, same_gradients, scenario, some, unmodified
from autograder.testing.domains.mdp import expectation, policy_gradient, softmax_policy

from common import EPISODES, F64, FLOAT32, LOGITS, TABLE, drawn_log_probs, rewards_of


@scenario
def flows_to_weights(student, log_probs, weights):
    """What flows back to the weights, 0 where there is no gradient; and whether they still ask for one."""
    log_probs = [log_prob.requires_grad_() for log_prob in log_probs]
    weights = [w.requires_grad_() for w in weights]
    student.policy_gradient_loss(log_probs, weights).backward()
    return [0.0 if w.grad is None else float(w.grad.abs().max()) for w in weights], [w.requires_grad for w in weights]


@scenario
def gradients_for_logits(student, logits, batch):
    """For each trajectory alone (states, actions, weights): the gradient of its loss for the logits."""
    found = []
    for states, actions, weights in batch:
        leaf = logits.clone().requires_grad_()
        log_probs = torch.log_softmax(leaf, -1)[list(states), list(actions)]
        student.policy_gradient_loss([log_probs], [weights]).backward()
        found.append(leaf.grad)
    return found


def weights_like(runs):
    """The rewards-to-go of drawn trajectories, as tensors."""
    return [torch.tensor(rewards, dtype=F64).flip(0).cumsum(0).flip(0) for rewards in rewards_of(runs)]


@question("loss", points=3)
@given(runs=some.trajectories(count=(1, 3)))
def test_loss_of_ragged_batches(submission, reference, runs):
    """policy_gradient_loss is a scalar, the sum over steps and the mean over trajectories of any lengths."""
    weights = weights_like(runs)
    agrees("policy_gradient_loss", submission, reference, drawn_log_probs(map(len, weights)), weights)


@question("loss", points=3)
@settings(max_examples=8)
@given(runs=some.trajectories(count=(1, 3)))
def test_loss_gradients(submission, reference, runs):
    """The gradients of policy_gradient_loss for the log-probabilities are right."""
    weights = weights_like(runs)
    log_probs = drawn_log_probs(map(len, weights))
    same_gradients("policy_gradient_loss", submission, reference, log_probs, weights, wrt=[0])


@question("loss", points=2)
def test_loss_weights_are_constants(submission):
    """No gradient of policy_gradient_loss reaches the weights, even if they ask for one."""
    weights = [torch.tensor([2.0, -1.0, 3.0], dtype=F64), torch.tensor([0.5, 1.5], dtype=F64)]
    flows, asking = flows_to_weights(submission, drawn_log_probs([3, 2]), weights)
    holds(not any(flows), "a gradient flows back to the weights; they are constants",
          inputs={"weights": weights})  # fmt: skip
    holds(all(asking), "the caller's weights are changed: they do not require a gradient any more",
          inputs={"weights": weights})  # fmt: skip


@question("loss", points=2)
def test_loss_descends_the_return(submission):
    """Over all trajectories of a small MDP, the gradient of the loss is minus that of the expected return."""
    batch = [(t.states, t.actions, torch.tensor(np.cumsum(t.rewards[::-1])[::-1].copy())) for t in EPISODES]
    gradients = gradients_for_logits(submission, LOGITS, batch)
    for gradient in gradients:
        same(gradient * 0, torch.zeros_like(LOGITS), what="0 times a gradient")
    of = dict(zip(EPISODES, gradients, strict=True))
    expected = expectation(lambda t: of[t].numpy(), TABLE, softmax_policy(LOGITS.numpy()), 4)
    exact = -torch.tensor(policy_gradient(TABLE, LOGITS.numpy(), 4))
    same(torch.tensor(expected), exact, what="the expected gradient", inputs="an MDP of 3 states, 2 actions")


@question("loss", points=1)
def test_loss_in_float32(submission, reference):
    """policy_gradient_loss works in float32, takes tuples, and leaves its arguments as they are."""
    log_probs = tuple(log_prob.float() for log_prob in drawn_log_probs([3, 2, 5]))
    weights = tuple(torch.tensor([2.0, -1.0, 3.0, 0.5, -4.0])[: len(log_prob)] for log_prob in log_probs)
    agrees("policy_gradient_loss", submission, reference, log_probs, weights, rtol=FLOAT32)
    unmodified("policy_gradient_loss", submission, log_probs, weights)
