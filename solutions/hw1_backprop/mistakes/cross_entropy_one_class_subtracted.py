"""This is what comes out of gradient[:, labels] -= 1, which takes these columns in every row. Each row has its own
right class: see the handout, section Cross entropy, and section Common traps.

Question: cross_entropy
Caught by: test_cross_entropy_gradient
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    samples = np.arange(len(labels))
    loss = -float(np.mean(log_probabilities[samples, labels]))
    gradient = np.exp(log_probabilities)
    gradient[:, labels] -= 1
    return loss, gradient / len(labels)
