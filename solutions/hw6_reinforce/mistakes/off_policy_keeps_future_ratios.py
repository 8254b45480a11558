"""This is what comes out when each later reward is weighted with the ratios up to it, as in the line before the last
one of the derivation. In the last line ratios of later steps are dropped: see the handout, section Off-policy loss.

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
    weights = []
    for r, of_one in zip(ratios, rewards, strict=True):
        weighted = r.detach() * torch.tensor(of_one, dtype=r.dtype)
        weights.append(rewards_to_go(weighted.tolist(), gamma).to(r))
    return policy_gradient_loss(new_log_probs, weights)
