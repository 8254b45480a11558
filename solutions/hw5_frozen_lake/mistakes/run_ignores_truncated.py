"""The episode goes on after `truncated`. It is over then, just as after `terminated`: see the handout, section Running
an episode, step 4.

Question: run
Caught by: test_run_until_truncated
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
        if terminated:
            break
        observation = next_observation
    return observations, actions, rewards
