"""This is what comes out when there is a baseline unless it is switched off. By default there is none: see the handout,
section Weights.

Question: weights
Caught by: test_weights_by_default
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = True
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
