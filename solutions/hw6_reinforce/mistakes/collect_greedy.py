"""This is what comes out when an episode takes the likeliest action in every state. Sample with policy.act: see the
handout, section Collect.

Question: collect
Caught by: test_collect_on_a_lake
"""


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    states, actions, rewards, log_probs = [], [], [], []
    state, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        distribution = policy.distribution(state)
        action = int(distribution.probs.argmax())
        log_prob = distribution.log_prob(torch.tensor(action))
        following, reward, terminated, truncated, _ = env.step(action)
        states.append(state)
        actions.append(action)
        rewards.append(reward)
        log_probs.append(log_prob)
        if terminated or truncated:
            break
        state = following
    return states, actions, rewards, torch.stack(log_probs)
