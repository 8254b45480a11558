"""This is the mean sum of rewards. What is asked for is the share of episodes in which that sum is more than 0: see the
handout, section Success rate.

Question: success_rate
Caught by: test_success_rate_sums_rewards
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    return sum(sum(run(agent, env, max_steps, seed=seed + k)[2]) for k in range(episodes)) / episodes
