"""All `max_steps` steps are taken, whatever the environment says. An episode that is over must not be stepped: see the
handout, section Running an episode, step 4.

Question: run
Caught by: test_run_never_steps_after_the_end
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
        observation = next_observation
    return observations, actions, rewards
