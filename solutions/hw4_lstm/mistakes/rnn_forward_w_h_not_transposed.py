"""w_h is not transposed. Its rows belong to the new hidden state, its columns to the old one: h @ w_h.T, as with w_x.

Question: rnn_forward
Caught by: test_rnn_forward_follows_its_equation
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h + bias))
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)
