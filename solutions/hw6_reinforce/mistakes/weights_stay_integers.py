"""This is what comes out when ints make tensors of integers, without causality: what is behind the point is cut off.
Weights are floats: see the handout, section Weights.

Question: weights
Caught by: test_weights_of_ints
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = (
        to_go
        if causality
        else [torch.full_like(torch.tensor(r), float(g[0])) for g, r in zip(to_go, rewards, strict=True)]
    )
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
