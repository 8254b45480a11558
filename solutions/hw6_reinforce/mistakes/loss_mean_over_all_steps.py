"""This is what comes out when the sum is divided by the number of all steps. It is divided by the number of
trajectories: see the handout, section Loss.

Question: loss
Caught by: test_loss_by_hand
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    terms = torch.cat([w.detach() * log_prob for log_prob, w in pairs])
    return -terms.mean()
