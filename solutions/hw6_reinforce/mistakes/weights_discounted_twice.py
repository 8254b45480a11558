"""This is what comes out when the rewards-to-go are multiplied with the discount of their step once more: see the
handout, section Weights, step 2.

Question: weights
Caught by: test_weights_are_rewards_to_go
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    to_go_again = [g * float(gamma) ** torch.arange(len(g)) for g in to_go]
    weights = to_go_again if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
