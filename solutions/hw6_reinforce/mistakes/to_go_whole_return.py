"""This is what comes out when every step gets the return of the whole trajectory. Rewards that came before a step are
no merit of its action: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_to_go_adds_up_what_is_left
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    result = torch.zeros(len(rewards), dtype=torch.float64)
    total = 0.0
    for t in reversed(range(len(rewards))):
        total = float(rewards[t]) + float(gamma) * total
        result[t] = total
    return torch.full_like(result, total)
