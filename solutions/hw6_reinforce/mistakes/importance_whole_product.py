"""This is what comes out when every step gets the product over the whole trajectory. It goes up to the step, and no
further: see the handout, section Importance weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.exp((new_log_probs - old_log_probs).sum()) * torch.ones_like(new_log_probs)
