"""This is softmax straight from its formula: exp overflows for large logits. Subtract each row's largest logit
first: see the handout, section Cross entropy, on overflow.

Question: cross_entropy
Caught by: test_cross_entropy_of_large_logits
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = logits
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    samples = np.arange(len(labels))
    loss = -float(np.mean(log_probabilities[samples, labels]))
    gradient = np.exp(log_probabilities)
    gradient[samples, labels] -= 1
    return loss, gradient / len(labels)
