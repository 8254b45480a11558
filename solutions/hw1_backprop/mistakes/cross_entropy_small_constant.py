"""This is what comes out when a small constant is added inside the logarithm. It hides the loss of a confident
mistake: take the logarithm of softmax as a whole: see the handout, section Cross entropy, on overflow.

Question: cross_entropy
Caught by: test_cross_entropy_of_huge_logits
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    log_probabilities = np.log(probabilities + 1e-12)
    samples = np.arange(len(labels))
    loss = -float(np.mean(log_probabilities[samples, labels]))
    gradient = probabilities.copy()
    gradient[samples, labels] -= 1
    return loss, gradient / len(labels)
