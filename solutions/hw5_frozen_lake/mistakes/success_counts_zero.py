"""An episode whose rewards sum to exactly 0 is counted as a success. It must be more than 0: see the handout, section
Success rate.

Question: success_rate
Caught by: test_success_rate_counts_positive_sums
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, max_steps, seed=seed + k)
        if sum(rewards) >= 0:
            successes += 1
    return successes / episodes
