"""For a batch of one trajectory no baseline is subtracted. The mean over one trajectory is its own whole return, and it
is subtracted as any other: see the handout, section Weights, step 3.

Question: weights
Caught by: test_weights_by_default
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline and len(rewards) > 1:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
