"""The input gate is 1 - f here. It is a gate of its own, with rows and biases of its own: i = sigmoid(a_i).

Question: lstm_cell
Caught by: test_lstm_cell_order_of_the_gates
"""


def lstm_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    squash_output: bool = True,
) -> tuple[torch.Tensor, torch.Tensor]:
    a = torch.cat([h, x], dim=1) @ weight.T + bias
    a_f, _, a_g, a_o = a.chunk(4, dim=1)
    f, g, o = torch.sigmoid(a_f), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + (1 - f) * g
    return o * (torch.tanh(c) if squash_output else c), c
