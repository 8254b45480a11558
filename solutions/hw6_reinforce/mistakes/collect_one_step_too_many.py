"""This is what happens when the loop runs once more than max_steps: see the handout, section Collect, rule 3.

Question: collect
Caught by: test_collect_at_most_max_steps
"""


def collect(
    env: gymnasium.Env, policy: SoftmaxPolicy, max_steps: int, seed: int | None = None
) -> tuple[list[int], list[int], list[float], torch.Tensor]:
    states, actions, rewards, log_probs = [], [], [], []
    state, _ = env.reset(seed=seed)
    for _ in range(max_steps + 1):
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
