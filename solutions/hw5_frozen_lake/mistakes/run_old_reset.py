"""`env.reset` returns a pair (observation, info). Here the whole pair is taken for the observation: see the handout,
section Running an episode.

Question: run
Caught by: test_run_until_terminated
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation = env.reset(seed=seed)
    for _ in range(max_steps):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    return observations, actions, rewards
