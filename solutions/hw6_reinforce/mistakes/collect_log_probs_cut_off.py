"""This is what happens when the log-probabilities are put into a new tensor as plain numbers: no gradient reaches the
policy any more. Use torch.stack: see the handout, section Collect, rule 5.

Question: collect
Caught by: test_collect_log_probs
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
        if terminated or truncated:
            break
        state = following
    return states, actions, rewards, torch.tensor([float(log_prob) for log_prob in log_probs])
