"""view() needs tensors that lie in memory in one piece. A batch that was transposed, so that time comes first, does
not. Use reshape().

Question: rnn_forward
Caught by: test_rnn_forward_any_tensor
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    inputs = inputs.view(-1, inputs.shape[2]).view(inputs.shape)
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)
