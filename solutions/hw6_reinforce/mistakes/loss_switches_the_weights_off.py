"""The weights that the caller has are changed: they do not require a gradient any more. Detach a view of them instead,
with `.detach()`, which leaves the caller's tensors as they are.

Question: loss
Caught by: test_loss_weights_are_constants
"""


def policy_gradient_loss(log_probs: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    for w in weights:
        w.requires_grad_(False)
    pairs = zip(log_probs, weights, strict=True)
    return -torch.stack([(w * log_prob).sum() for log_prob, w in pairs]).mean()
