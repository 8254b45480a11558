"""The zeros that a run begins with are float32 whatever comes in. Make them of the inputs' dtype:
inputs.new_zeros(...), or dtype=inputs.dtype.

Question: lstm
Caught by: test_lstm_empty_sequence
"""


def lstm(
    inputs: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    h0: torch.Tensor | None = None,
    c0: torch.Tensor | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    batch, size = inputs.shape[1], len(bias) // 4
    h = torch.zeros(batch, size) if h0 is None else h0.clone()
    c = torch.zeros(batch, size) if c0 is None else c0.clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
