"""For a sequence of length 0, h and c are cut off from h0 and c0. A copy that autograd can follow is `h0.clone()`:
see the handout, rule 4.

Question: lstm
Caught by: test_lstm_empty_sequence
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
    if not outputs:
        h, c = h.detach(), c.detach()
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
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Send gradients back through `rnn_forward`: backpropagation through time, by hand, while autograd is off."""
    inputs, states, w_x, w_h = cache
    grad_inputs = torch.empty_like(inputs)
    grad_w_x, grad_w_h, grad_bias = torch.zeros_like(w_x), torch.zeros_like(w_h), w_h.new_zeros(len(w_h))
    grad_h = torch.zeros_like(grad_outputs[0])
    for t in reversed(range(len(inputs))):
        h = states[t + 1]
        grad_a = (grad_outputs[t] + grad_h) * (1 - h**2)
        grad_inputs[t] = grad_a @ w_x
        grad_h = grad_a @ w_h
        grad_w_x += grad_a.T @ inputs[t]
        grad_w_h += grad_a.T @ states[t]
        grad_bias += grad_a.sum(dim=0)
    return grad_inputs, grad_h, grad_w_x, grad_w_h, grad_bias
