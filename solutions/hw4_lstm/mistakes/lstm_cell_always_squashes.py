"""squash_output makes no difference here. When it is False, h' = o * c', without tanh.

Question: lstm_cell
Caught by: test_lstm_cell_without_squashing
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
    a_f, a_i, a_g, a_o = a.chunk(4, dim=1)
    f, i, g, o = torch.sigmoid(a_f), torch.sigmoid(a_i), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + i * g
    return o * torch.tanh(c), c
