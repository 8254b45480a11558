"""This is what comes out when the discount is counted from the start of the episode. The reward of step t itself counts
in full in entry t: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_to_go_discounts_from_each_step
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    discounted = [float(gamma) ** t * float(reward) for t, reward in enumerate(rewards)]
    return torch.tensor([sum(discounted[t:]) for t in range(len(rewards))], dtype=torch.float64)
