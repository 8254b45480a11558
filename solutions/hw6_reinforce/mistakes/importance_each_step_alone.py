"""This is what comes out when each step has only its own ratio. The weight of a step is the product of all ratios up to
it: see the handout, section Importance weights.

Question: importance
Caught by: test_ratios_multiply_up
"""


def importance_weights(new_log_probs: torch.Tensor, old_log_probs: torch.Tensor) -> torch.Tensor:
    return torch.exp(new_log_probs - old_log_probs)
