"""This is what happens when autograd follows the weights as well. They are numbers that were observed, constants of the
loss: see the handout, section Loss.

Question: loss
Caught by: test_loss_weights_are_constants
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w * log_prob).sum() for log_prob, w in pairs]).mean()
