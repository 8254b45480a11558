"""o goes through the sigmoid here, as in the usual LSTM. The slides print tanh for it.

Question: jozefowicz_cell
Caught by: test_jozefowicz_cell_gates
"""


def jozefowicz_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_x: dict[str, torch.Tensor],
    w_h: dict[str, torch.Tensor],
    bias: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, torch.Tensor]:
    a = {key: x @ w_x[key].T + h @ w_h[key].T + bias[key] for key in ("i", "j", "f", "o")}
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.sigmoid(a["o"])
    c = c * f + i * j
    return torch.tanh(c) * o, c
