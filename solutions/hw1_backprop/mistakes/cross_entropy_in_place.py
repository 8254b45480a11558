"""This is what happens when the largest logit is subtracted in place: the caller's logits change: see the handout,
section Cross entropy.

Question: cross_entropy
Caught by: test_cross_entropy_leaves_its_arguments_alone
"""


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    logits -= logits.max(axis=1, keepdims=True)
    shifted = logits
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    samples = np.arange(len(labels))
    loss = -float(np.mean(log_probabilities[samples, labels]))
    gradient = np.exp(log_probabilities)
    gradient[samples, labels] -= 1
    return loss, gradient / len(labels)
