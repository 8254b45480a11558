"""b_hn is added outside of r. It belongs to what is reset: n = tanh(W_in x + b_in + r * (W_hn h + b_hn)).

Question: gru_cell
Caught by: test_gru_cell_resets_what_comes_from_h
"""


def gru_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> torch.Tensor:
    x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
    h_r, h_z, h_n = (h @ w_hh.T + b_hh).chunk(3, dim=1)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * (h_n - b_hh.chunk(3)[2]) + b_hh.chunk(3)[2])
    return (1 - z) * n + z * h
