"""An episode counts here as soon as one of its rewards is positive. It is the sum of all of them that must be more than
0: see the handout, section Success rate.

Question: success_rate
Caught by: test_success_rate_sums_rewards
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, max_steps, seed=seed + k)
        if any(reward > 0 for reward in rewards):
            successes += 1
    return successes / episodes
