"""Autograd is refused in this question, and stays so where its engine is called by another name.

Question: rnn_backward
Caught by: test_rnn_backward_one_step
"""

from typing import Any

import torch


def lstm_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    squash_output: bool = True,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take one step of an LSTM."""
    a = torch.cat([h, x], dim=1) @ weight.T + bias
    a_f, a_i, a_g, a_o = a.chunk(4, dim=1)
    f, i, g, o = torch.sigmoid(a_f), torch.sigmoid(a_i), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + i * g
    return o * (torch.tanh(c) if squash_output else c), c


def jozefowicz_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_x: dict[str, torch.Tensor],
    w_h: dict[str, torch.Tensor],
    bias: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take one step of the LSTM that the lecture slides print."""
    a = {key: x @ w_x[key].T + h @ w_h[key].T + bias[key] for key in ("i", "j", "f", "o")}
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.tanh(a["o"])
    c = c * f + i * j
    return torch.tanh(c) * o, c


def lstm(
    inputs: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    h0: torch.Tensor | None = None,
    c0: torch.Tensor | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    """Run an LSTM over a sequence, with the weights of `lstm_cell` (and its tanh) in every step."""
    batch, size = inputs.shape[1], len(bias) // 4
    h = inputs.new_zeros(batch, size) if h0 is None else h0.clone()
    c = inputs.new_zeros(batch, size) if c0 is None else c0.clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)


def gru_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> torch.Tensor:
    """Take one step of a GRU."""
    x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
    h_r, h_z, h_n = (h @ w_hh.T + b_hh).chunk(3, dim=1)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    """Run a plain recurrent network over a sequence, and keep what the backward pass needs."""
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    return torch.stack(states[1:]), (inputs, h0, w_x, w_h, bias)


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Send gradients back through `rnn_forward`: backpropagation through time, by hand, while autograd is off."""
    with torch.enable_grad():
        arguments = [argument.detach().requires_grad_() for argument in cache]
        outputs, _ = rnn_forward(*arguments)
    engine = torch.autograd.Variable._execution_engine
    return engine.run_backward(
        (outputs,), (grad_outputs,), False, False, tuple(arguments), allow_unreachable=True, accumulate_grad=False
    )
