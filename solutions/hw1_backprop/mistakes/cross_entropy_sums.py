"""This is the sum over the batch, and its gradient. The loss is the mean: see the handout, section Cross entropy,
the pinned choice.

Question: cross_entropy
Caught by: test_cross_entropy_is_a_mean_over_the_batch
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    samples = np.arange(len(labels))
    loss = -float(np.sum(log_probabilities[samples, labels]))
    gradient = np.exp(log_probabilities)
    gradient[samples, labels] -= 1
    return loss, gradient
