"""Only the last reward of an episode is looked at. All of them are added up: see the handout, section Success rate.

Question: success_rate
Caught by: test_success_rate_sums_rewards
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, max_steps, seed=seed + k)
        if rewards and rewards[-1] > 0:
            successes += 1
    return successes / episodes
