"""This is what happens when only `terminated` ends the episode. A truncated one is over as well, and must not be
stepped again: see the handout, section Collect, rule 3.

Question: collect
Caught by: test_collect_until_truncated
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
        rewards.append(reward)
        log_probs.append(log_prob)
        if terminated:
            break
        state = following
    return states, actions, rewards, torch.stack(log_probs)
