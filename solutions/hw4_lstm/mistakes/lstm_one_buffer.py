"""Every entry of outputs is the last hidden state. A list of one tensor, many times, shows what that tensor holds in
the end: keep a new tensor for each step.

Question: lstm
Caught by: test_lstm_takes_a_step_for_each_input
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
    outputs, buffer = [], torch.zeros_like(h)
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        buffer.data.copy_(h.detach())
        outputs.append(buffer)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
