"""This is what happens when the loss is built from plain numbers: no gradient flows back to the log-probabilities. See
the handout, section Loss.

Question: loss
Caught by: test_loss_gradient_by_hand
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    total = sum(float((w * log_prob).sum()) for log_prob, w in pairs)
    return torch.tensor(-total / len(log_probs), dtype=log_probs[0].dtype)
