"""This takes one step more than `max_steps`: see the handout, section Running an episode.

Question: run
Caught by: test_run_until_max_steps
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    for _ in range(max_steps + 1):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    return observations, actions, rewards
