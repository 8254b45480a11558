"""For a sequence of length 0, h and c are zeros here, though h0 and c0 are given. They are what the run began with:
copies of h0 and c0.

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
    h = inputs.new_zeros(batch, size) if h0 is None else h0.clone()
    c = inputs.new_zeros(batch, size) if c0 is None else c0.clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    if not outputs:
        h, c = torch.zeros_like(h), torch.zeros_like(c)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
