"""This is what comes out when the old policy is divided by the new one. The new one is on top: see the handout, section
Importance weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.exp(torch.cumsum(old_log_probs - new_log_probs, dim=0))
