"""The environment is closed at the end. It belongs to the caller, who may want another episode: see the handout,
section Running an episode.

Question: run
Caught by: test_run_does_not_close
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    env.close()
    return observations, actions, rewards
