"""This is what comes out when the result is a column of shape (T, 1). Multiplied with log-probabilities of shape (T,)
it would become a table of T times T: see the handout, section Rewards-to-go.

Question: rewards_to_go
Caught by: test_to_go_adds_up_what_is_left
"""


def rewards_to_go(rewards: Sequence[float], gamma: float = 1.0) -> torch.Tensor:
    result = torch.zeros(len(rewards), dtype=torch.float64)
    total = 0.0
    for t in reversed(range(len(rewards))):
        total = float(rewards[t]) + float(gamma) * total
        result[t] = total
    return result.unsqueeze(1)
