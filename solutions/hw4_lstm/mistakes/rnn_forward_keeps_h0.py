"""outputs begins with h0. It begins with the hidden state after the first step: there are T of them.

Question: rnn_forward
Caught by: test_rnn_forward_two_steps
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    return torch.stack(states), (inputs, states, w_x, w_h)
