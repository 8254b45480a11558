"""This is what comes out when autograd follows the ratios too. They are constants: only the log-probability of each
step is differentiated. See the handout, section Off-policy loss.

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
    weights = [r * rewards_to_go(of_one, gamma).to(r) for r, of_one in zip(ratios, rewards, strict=True)]
    pairs = zip(new_log_probs, weights, strict=True)
    return -torch.stack([(w * log_prob).sum() for log_prob, w in pairs]).mean()
