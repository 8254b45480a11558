"""This is what comes out when np.eye makes the one-hot labels: it gives float64, whatever the logits are: see the
handout, section Cross entropy, and section Common traps.

Question: cross_entropy
Caught by: test_cross_entropy_in_float32
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    samples = np.arange(len(labels))
    loss = -float(np.mean(log_probabilities[samples, labels]))
    gradient = np.exp(log_probabilities)
    gradient = gradient - np.eye(logits.shape[1])[labels]
    return loss, gradient / len(labels)
