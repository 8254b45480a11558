"""This is what comes out when the sum begins one step too late. The reward of step t is the first one that its action
earns: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_to_go_adds_up_what_is_left
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    result = torch.zeros(len(rewards), dtype=torch.float64)
    total = 0.0
    for t in reversed(range(len(rewards))):
        result[t] = float(gamma) * total
        total = float(rewards[t]) + float(gamma) * total
    return result
