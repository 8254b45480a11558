"""The ratios are float32 and the rewards-to-go float64, and torch multiplies no vectors of different dtypes by `@`.
Bring them to the dtype of the log-probabilities: `.to(new)`.

Question: off_policy
Caught by: test_off_policy_takes_tuples
"""


def off_policy_loss(
    new_log_probs: Sequence[torch.Tensor],
    old_log_probs: Sequence[torch.Tensor],
    rewards: Sequence[Sequence[float]],
    gamma: float = 1.0,
) -> torch.Tensor:
    ratios = [importance_weights(new, old) for new, old in zip(new_log_probs, old_log_probs, strict=True)]
    weights = [r.detach() * rewards_to_go(of_one, gamma) for r, of_one in zip(ratios, rewards, strict=True)]
    return -sum(w @ new for w, new in zip(weights, new_log_probs, strict=True)) / len(weights)
