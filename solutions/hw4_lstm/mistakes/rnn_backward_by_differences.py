"""These are slopes that were measured by moving each entry a little: close, but no backpropagation. They are lost in
rounding where gradients differ in size, and in float32.

Question: rnn_backward
Caught by: test_rnn_backward_large_and_small_gradients
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    return torch.stack(states[1:]), (inputs, h0, w_x, w_h, bias)


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    gradients = []
    for k, argument in enumerate(cache):
        gradient = torch.zeros_like(argument)
        for entry in range(argument.numel()):
            step = torch.zeros(argument.numel(), dtype=argument.dtype)
            step[entry] = 1e-6
            moved = [
                rnn_forward(*cache[:k], argument + sign * step.reshape(argument.shape), *cache[k + 1 :])[0]
                for sign in (1, -1)
            ]
            gradient.view(-1)[entry] = (grad_outputs * moved[0]).sum() - (grad_outputs * moved[1]).sum()
        gradients.append(gradient / 2e-6)
    return tuple(gradients)
