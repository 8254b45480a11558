"""The agent is asked twice in each step: what is noted is not what was done. Ask once, and keep the answer: see the
handout, section Running an episode, step 1.

Question: run
Caught by: test_run_shows_the_agent_what_happens
"""


def run(agent: Any, env: gymnasium.Env, max_steps: int, seed: int | None = None) -> tuple[list, list, list]:
    observations, actions, rewards = [], [], []
    observation, _ = env.reset(seed=seed)
    for _ in range(max_steps):
        action = agent.get_action(observation)
        next_observation, reward, terminated, truncated, _ = env.step(agent.get_action(observation))
        observations.append(observation)
        actions.append(action)
        rewards.append(reward)
        if terminated or truncated:
            break
        observation = next_observation
    return observations, actions, rewards
