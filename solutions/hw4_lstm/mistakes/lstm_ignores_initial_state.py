"""h0 and c0 are ignored: the run starts from zeros in any case.

Question: lstm
Caught by: test_lstm_starts_from_h0_and_c0
"""


def lstm(
    inputs: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    h0: torch.Tensor | None = None,
    c0: torch.Tensor | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    batch, size = inputs.shape[1], len(bias) // 4
    h = inputs.new_zeros(batch, size) if True else h0.clone()
    c = inputs.new_zeros(batch, size) if True else c0.clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
