"""The random numbers begin anew in every episode, always at the same place, so that all episodes are alike: a batch of
them is no better than one. `seed` is for env.reset; leave torch's generator alone here.

Question: collect
Caught by: test_collect_on_a_lake
"""


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    states, actions, rewards, log_probs = [], [], [], []
    torch.manual_seed(0)
    state, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action, log_prob = policy.act(state)
        following, reward, terminated, truncated, _ = env.step(action)
        states.append(state)
        actions.append(action)
        rewards.append(reward)
        log_probs.append(log_prob)
        if terminated or truncated:
            break
        state = following
    return states, actions, rewards, torch.stack(log_probs)
