"""This is what comes out when every step is weighted with the whole return. Only rewards from the step on count: see
the handout, section Off-policy loss.

Question: off_policy
Caught by: test_off_policy_gradient_by_hand
"""


def off_policy_loss(
    new_log_probs: Sequence[torch.Tensor],
    old_log_probs: Sequence[torch.Tensor],
    rewards: Sequence[Sequence[float]],
    gamma: float = 1.0,
) -> torch.Tensor:
    ratios = [importance_weights(new, old) for new, old in zip(new_log_probs, old_log_probs, strict=True)]
    weights = [r * float(rewards_to_go(of_one, gamma)[0]) for r, of_one in zip(ratios, rewards, strict=True)]
    return policy_gradient_loss(new_log_probs, weights)
