"""Episodes go on for longer than `max_steps`: see the handout, section Success rate.

Question: success_rate
Caught by: test_success_rate_passes_max_steps_on
"""


def success_rate(agent: Any, env: gymnasium.Env, episodes: int, max_steps: int, seed: int) -> float:
    successes = 0
    for k in range(episodes):
        _, _, rewards = run(agent, env, 100, seed=seed + k)
        if sum(rewards) > 0:
            successes += 1
    return successes / episodes
