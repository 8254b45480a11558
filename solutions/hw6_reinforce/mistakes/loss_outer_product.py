"""This is what comes out when a column of shape (T, 1) meets a row of shape (T,): every weight with every log-
probability, T times T products. See the handout, section Loss, and Common traps.

Question: loss
Caught by: test_loss_by_hand
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w.detach().unsqueeze(1) * log_prob).sum() for log_prob, w in pairs]).mean()
