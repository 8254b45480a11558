"""What the backward pass needs is kept in a variable of the module, so that the next rnn_forward overwrites it. Put it
into cache: rnn_backward works with the cache that it is given.

Question: rnn_backward
Caught by: test_rnn_backward_goes_by_its_cache
New: _kept
"""

_kept: list[Any] = []


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    _kept[:] = [inputs, states, w_x, w_h]
    return torch.stack(states[1:]), None


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    inputs, states, w_x, w_h = _kept
    grad_inputs = torch.empty_like(inputs)
    grad_w_x, grad_w_h, grad_bias = torch.zeros_like(w_x), torch.zeros_like(w_h), w_h.new_zeros(len(w_h))
    grad_h = torch.zeros_like(grad_outputs[0])
    for t in reversed(range(len(inputs))):
        h = states[t + 1]
        grad_a = (grad_outputs[t] + grad_h) * (1 - h**2)
        grad_inputs[t] = grad_a @ w_x
        grad_h = grad_a @ w_h
        grad_w_x += grad_a.T @ inputs[t]
        grad_w_h += grad_a.T @ states[t]
        grad_bias += grad_a.sum(dim=0)
    return grad_inputs, grad_h, grad_w_x, grad_w_h, grad_bias
