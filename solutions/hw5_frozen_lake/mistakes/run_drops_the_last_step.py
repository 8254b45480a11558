"""The last step is missing, and with it the reward at the goal. Note a step before you look whether it was the last:
see the handout, section Running an episode, steps 3 and 4.

Question: run
Caught by: test_run_until_terminated
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            break
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        observation = next_observation
    return observations, actions, rewards
