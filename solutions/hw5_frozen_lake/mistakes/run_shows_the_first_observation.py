"""The agent is asked about the first observation every time, though the lists are right. It must be shown the latest
one: see the handout, section Running an episode, step 1.

Question: run
Caught by: test_run_shows_the_agent_what_happens
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    first = observation
    for _ in range(max_steps):
        action = agent.get_action(first)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    return observations, actions, rewards
