"""This is what comes out when the whole return is a plain sum of the rewards. It is discounted as well: see the
handout, section Weights, step 1.

Question: weights
Caught by: test_weights_are_the_whole_return
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = (
        to_go
        if causality
        else [torch.full_like(g, float(sum(of_one))) for g, of_one in zip(to_go, rewards, strict=True)]
    )
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
