"""This is what comes out when a sum goes on from one trajectory into the next. Each trajectory starts anew at 0: see
the handout, section Weights.

Question: weights
Caught by: test_weights_are_rewards_to_go
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go, total = [], 0.0
    for of_one in rewards:
        entries = []
        for reward in reversed(of_one):
            total = float(reward) + float(gamma) * total
            entries.insert(0, total)
        to_go.append(torch.tensor(entries, dtype=torch.float64))
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        mean = sum(float(g[0]) for g in to_go) / len(to_go)
        weights = [w - mean for w in weights]
    return weights
