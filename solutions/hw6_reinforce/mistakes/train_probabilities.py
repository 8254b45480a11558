"""This is what comes out when probabilities stand in place of their logarithms: what is likely already is raised most,
good or not. See the handout, section Train, and section Loss.

Question: train
Caught by: test_train_raises_what_is_rare
"""


def train(
    env: gymnasium.Env,
    policy: SoftmaxPolicy,
    batches: int,
    batch_size: int,
    lr: float,
    gamma: float,
    max_steps: int,
    seed: int,
) -> list[float]:
    torch.manual_seed(seed)
    history = []
    for batch in range(batches):
        first = seed + batch * batch_size
        episodes = [collect(env, policy, max_steps, seed=first + k) for k in range(batch_size)]
        rewards = [episode[2] for episode in episodes]
        weights = [rewards_to_go(of_one, gamma) for of_one in rewards]

        policy.zero_grad()
        policy_gradient_loss([episode[3].exp() for episode in episodes], weights).backward()
        with torch.no_grad():
            for parameter in policy.parameters():
                parameter -= lr * parameter.grad
        history.append(sum(map(sum, rewards)) / batch_size)
    return history
