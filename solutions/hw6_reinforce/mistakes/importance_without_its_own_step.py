"""This is what comes out when the product ends one step too early. The ratio of step t belongs to entry t: see the
handout, section Importance weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    difference = new_log_probs - old_log_probs
    return torch.exp(torch.cumsum(difference, dim=0) - difference)
