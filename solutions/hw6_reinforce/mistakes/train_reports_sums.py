"""This is what comes out when the returns of a batch are added up. Train reports their mean: see the handout, section
Train.

Question: train
Caught by: test_train_returns_mean_returns
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
        weights = trajectory_weights(rewards, gamma, causality=True, baseline=True)
        policy.zero_grad()
        policy_gradient_loss([episode[3] for episode in episodes], weights).backward()
        with torch.no_grad():
            for parameter in policy.parameters():
                parameter -= lr * parameter.grad
        history.append(float(sum(map(sum, rewards))))
    return history
