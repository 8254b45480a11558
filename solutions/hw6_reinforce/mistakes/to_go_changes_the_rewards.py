"""This is what happens when the sums are written into the caller's list of rewards. Work on a list or a tensor of your
own: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_rewards_to_go_leaves_the_rewards
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] += float(gamma) * rewards[t + 1]
    return torch.tensor(rewards, dtype=torch.float64)
