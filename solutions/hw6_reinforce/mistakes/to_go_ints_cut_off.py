"""This is what comes out when a list of ints becomes a tensor of integers: what is behind the point is cut off. The
result holds floats, whatever the rewards are: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_rewards_to_go_of_ints
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    result = torch.zeros_like(torch.tensor(rewards))
    total = 0.0
    for t in reversed(range(len(rewards))):
        total = float(rewards[t]) + float(gamma) * total
        result[t] = total
    return result
