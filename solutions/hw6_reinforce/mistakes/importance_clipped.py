"""The weights are kept between 0.01 and 100. That makes an estimate less noisy, and wrong: the product is asked,
however large or small it is. See the handout, section Importance weights.

Question: importance
Caught by: test_importance_weights_are_not_limited
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.exp(torch.cumsum(new_log_probs - old_log_probs, dim=0)).clamp(0.01, 100.0)
