"""The gradients of w_x, w_h and bias are set in each step, so that only the first step is left of them. All steps
share the weights: add their gradients up, with += (course notes, section 6.1.2).

Question: rnn_backward
Caught by: test_rnn_backward_adds_up_over_time
"""


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    inputs, states, w_x, w_h = cache
    grad_inputs = torch.empty_like(inputs)
    grad_w_x, grad_w_h, grad_bias = torch.zeros_like(w_x), torch.zeros_like(w_h), w_h.new_zeros(len(w_h))
    grad_h = torch.zeros_like(grad_outputs[0])
    for t in reversed(range(len(inputs))):
        h = states[t + 1]
        grad_a = (grad_outputs[t] + grad_h) * (1 - h**2)
        grad_inputs[t] = grad_a @ w_x
        grad_h = grad_a @ w_h
        grad_w_x = grad_a.T @ inputs[t]
        grad_w_h = grad_a.T @ states[t]
        grad_bias = grad_a.sum(dim=0)
    return grad_inputs, grad_h, grad_w_x, grad_w_h, grad_bias
