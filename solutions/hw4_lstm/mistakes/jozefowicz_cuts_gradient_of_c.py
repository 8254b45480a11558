"""No gradient flows back through the old cell state: it was cut off with detach() or .data.

Question: jozefowicz_cell
Caught by: test_jozefowicz_cell_gradients
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
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.tanh(a["o"])
    c = c.detach() * f + i * j
    return torch.tanh(c) * o, c
