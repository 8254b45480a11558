"""This is what comes out when rewards are turned into ints: what is behind the point is cut off. Keep them as they
come: see the handout, section Collect, rule 2.

Question: collect
Caught by: test_collect_until_terminated
"""


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    states, actions, rewards, log_probs = [], [], [], []
    state, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action, log_prob = policy.act(state)
        following, reward, terminated, truncated, _ = env.step(action)
        states.append(state)
        actions.append(action)
        rewards.append(int(reward))
        log_probs.append(log_prob)
        if terminated or truncated:
            break
        state = following
    return states, actions, rewards, torch.stack(log_probs)
