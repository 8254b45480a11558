"""The dicts are read in their order, as lists. What belongs to a gate is under its key, in whatever order the keys
come.

Question: jozefowicz_cell
Caught by: test_jozefowicz_cell_goes_by_key
"""


def jozefowicz_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_x: dict[str, torch.Tensor],
    w_h: dict[str, torch.Tensor],
    bias: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, torch.Tensor]:
    parts = zip(w_x.values(), w_h.values(), bias.values(), strict=True)
    a = dict(zip("ijfo", [x @ u.T + h @ w.T + b for u, w, b in parts], strict=True))
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.tanh(a["o"])
    c = c * f + i * j
    return torch.tanh(c) * o, c
