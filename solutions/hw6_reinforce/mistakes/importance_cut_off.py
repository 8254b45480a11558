"""This is what happens when the ratios are detached here. It is the off-policy loss that takes them as constants: see
the handout, section Importance weights.

Question: importance
Caught by: test_importance_weights_gradients
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.exp(torch.cumsum(new_log_probs - old_log_probs, dim=0)).detach()
