"""This is what comes out when the exponential is forgotten at the end. A sum of logarithms is the logarithm of the
product: see the handout, section Importance weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.cumsum(new_log_probs - old_log_probs, dim=0)
