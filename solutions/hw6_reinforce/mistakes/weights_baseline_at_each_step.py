"""This is what comes out when every step has a baseline of its own, the mean over trajectories of the rewards-to-go at
that step. There is one number for all steps: see the handout, section Weights, step 3.

Question: weights
Caught by: test_weights_less_the_baseline
"""


def trajectory_weights(
    rewards: Sequence[Sequence[float]], gamma: float = 1.0, causality: bool = True, baseline: bool = False
) -> list[torch.Tensor]:
    to_go = [rewards_to_go(of_one, gamma) for of_one in rewards]
    weights = to_go if causality else [g[0].repeat(len(g)) for g in to_go]
    if baseline:
        at = [[float(w[t]) for w in weights if len(w) > t] for t in range(max(map(len, weights)))]
        means = torch.tensor([sum(w) / len(w) for w in at], dtype=torch.float64)
        weights = [w - means[: len(w)] for w in weights]
    return weights
