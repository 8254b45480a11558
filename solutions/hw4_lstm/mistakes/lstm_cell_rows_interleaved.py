"""The rows of a are dealt out in turn, one to each gate. Each gate has a block of H rows: the first H belong to the
forget gate, the next H to the input gate, and so on.

Question: lstm_cell
Caught by: test_lstm_cell_follows_its_equations
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
    a_f, a_i, a_g, a_o = a.reshape(len(a), -1, 4).unbind(dim=2)
    f, i, g, o = torch.sigmoid(a_f), torch.sigmoid(a_i), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + i * g
    return o * (torch.tanh(c) if squash_output else c), c
