"""This is what happens when the logits are a plain tensor. Only an nn.Parameter is found by policy.parameters(), and so
by an optimizer: see the handout, section Policy.

Question: policy
Caught by: test_policy_logits_are_a_parameter
"""


class SoftmaxPolicy:
    def __init__(self, n_states: int, n_actions: int) -> None:
        super().__init__()
        self.logits = torch.zeros(n_states, n_actions, requires_grad=True)


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
        policy.logits.grad = None
        policy_gradient_loss([episode[3] for episode in episodes], weights).backward()
        with torch.no_grad():
            for parameter in [policy.logits]:
                parameter -= lr * parameter.grad
        history.append(sum(map(sum, rewards)) / batch_size)
    return history
