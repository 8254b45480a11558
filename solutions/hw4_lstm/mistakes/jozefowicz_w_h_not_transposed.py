"""The matrices w_h are not transposed. Their rows belong to the units of the gate: h @ w_h[key].T, as with w_x.

Question: jozefowicz_cell
Caught by: test_jozefowicz_cell_follows_its_equations
"""


def jozefowicz_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_x: dict[str, torch.Tensor],
    w_h: dict[str, torch.Tensor],
    bias: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, torch.Tensor]:
    a = {key: x @ w_x[key].T + h @ w_h[key] + bias[key] for key in ("i", "j", "f", "o")}
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.tanh(a["o"])
    c = c * f + i * j
    return torch.tanh(c) * o, c
