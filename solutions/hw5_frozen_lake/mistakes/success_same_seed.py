"""Every episode is run with the same seed, so all of them are alike. Episode k has the seed `seed + k`: see the
handout, section Success rate.

Question: success_rate
Caught by: test_success_rate_counts_seeds
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, max_steps, seed=seed)
        if sum(rewards) > 0:
            successes += 1
    return successes / episodes
