"""The rows are dealt out in turn, one to each gate. Each gate has a block of H rows: the first H belong to the reset
gate, the next H to the update gate.

Question: gru_cell
Caught by: test_gru_cell_follows_its_equations
"""


def gru_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> torch.Tensor:
    x_r, x_z, x_n = (x @ w_ih.T + b_ih).reshape(len(x), -1, 3).unbind(dim=2)
    h_r, h_z, h_n = (h @ w_hh.T + b_hh).reshape(len(h), -1, 3).unbind(dim=2)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h
