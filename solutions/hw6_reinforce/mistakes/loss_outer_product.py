"""This is what comes out when every weight meets every log-probability, T times T products: when a column of shape
(T, 1) meets a row of shape (T,), or when the weights are added up first. Each step has its own weight: see the handout,
section Loss, and Common traps.

Question: loss
Caught by: test_loss_by_hand
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w.detach().unsqueeze(1) * log_prob).sum() for log_prob, w in pairs]).mean()
