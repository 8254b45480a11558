"""The hidden state is not carried from step to step: every step starts from the first one. Only c is carried here.

Question: lstm
Caught by: test_lstm_follows_its_equations
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
    outputs, last = [], h
    for x in inputs:
        last, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(last)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (last, c)
