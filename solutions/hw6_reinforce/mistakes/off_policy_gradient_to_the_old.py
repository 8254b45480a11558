"""This is what happens when the ratios are cut off from the new policy, but not from the old one. They are constants
altogether: see the handout, section Off-policy loss.

Question: off_policy
Caught by: test_off_policy_old_gets_nothing
"""


def off_policy_loss(
    new_log_probs: Sequence[torch.Tensor],
    old_log_probs: Sequence[torch.Tensor],
    rewards: Sequence[Sequence[float]],
    gamma: float = 1.0,
) -> torch.Tensor:
    pairs = zip(new_log_probs, old_log_probs, strict=True)
    ratios = [torch.exp(torch.cumsum(new.detach() - old, dim=0)) for new, old in pairs]
    weights = [r * rewards_to_go(of_one, gamma).to(r) for r, of_one in zip(ratios, rewards, strict=True)]
    pairs = zip(new_log_probs, weights, strict=True)
    return -torch.stack([(w * log_prob).sum() for log_prob, w in pairs]).mean()
