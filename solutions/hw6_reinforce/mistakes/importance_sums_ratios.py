"""This is what comes out when the ratios are added up. They are multiplied: see the handout, section Importance
weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.cumsum(torch.exp(new_log_probs - old_log_probs), dim=0)
