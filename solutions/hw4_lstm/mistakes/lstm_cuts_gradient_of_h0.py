"""No gradient reaches h0 and c0: they were cut off with detach() or .data. A copy that keeps its gradient is made
with clone().

Question: lstm
Caught by: test_lstm_gradients
"""


def lstm(
    inputs: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    h0: torch.Tensor | None = None,
    c0: torch.Tensor | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    batch, size = inputs.shape[1], len(bias) // 4
    h = inputs.new_zeros(batch, size) if h0 is None else h0.detach().clone()
    c = inputs.new_zeros(batch, size) if c0 is None else c0.detach().clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
