"""h0 is used as the place to keep the state in: in the end it holds the last one. It belongs to the caller.

Question: rnn_forward
Caught by: test_rnn_forward_leaves_arguments_alone
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    states[0] = h0.clone()
    h0.data.copy_(states[-1].detach())
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)
