"""The hidden state is cut off between steps, by detach() or .data. Gradients must flow back through all steps:
rnn_forward must not turn autograd off.

Question: rnn_forward
Caught by: test_rnn_forward_gradients
"""


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1].detach() @ w_h.T + bias))
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)
