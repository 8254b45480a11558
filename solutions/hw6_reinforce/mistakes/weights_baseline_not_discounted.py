"""This is what comes out when the baseline is the mean of the undiscounted returns. It is discounted like the returns
themselves: see the handout, section Weights, step 3.

Question: weights
Caught by: test_weights_less_the_baseline
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(sum(of_one)) for of_one in rewards) / len(rewards)
        weights = [w - mean for w in weights]
    return weights
