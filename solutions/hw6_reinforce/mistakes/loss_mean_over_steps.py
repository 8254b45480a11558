"""This is what comes out when the mean is taken over the steps of a trajectory. It is a sum over steps, so that a long
trajectory counts for all of its actions: see the handout, section Loss.

Question: loss
Caught by: test_loss_by_hand
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w.detach() * log_prob).mean() for log_prob, w in pairs]).mean()
