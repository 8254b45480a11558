"""Recurrent networks, written by hand: two LSTM cells, an LSTM over a sequence, a GRU cell, and a plain recurrent
network with its backward pass.

Throughout, B is the size of the batch, D that of an input, H that of a hidden state, and T the length of a sequence.

- The batch comes first in a step: x is (B, D). Time comes first in a sequence: inputs is (T, B, D).
- Every tensor is float32 or float64, and so is every result: what comes in decides.
- Arguments are never modified, and no result shares memory with an argument.
- Everything but `rnn_backward` is differentiable by autograd, with respect to every tensor it is given.

sigmoid(a) = 1 / (1 + exp(-a)); * is the product entry by entry, @ the product of matrices, .T the transpose.
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
    """Take one step of an LSTM.

        a = [h, x] @ weight.T + bias               cut along its last axis into four blocks of H: a_f, a_i, a_g, a_o
        f, i, g, o = sigmoid(a_f), sigmoid(a_i), tanh(a_g), sigmoid(a_o)
        c' = f * c + i * g
        h' = o * tanh(c'), or o * c' where squash_output is False

    [h, x] is the concatenation, h first. Source: course notes, section 6.2.1, which write a for c, and the last line
    without tanh.

    Args:
        x: the input of this step, (B, D).
        h: the hidden state before it, (B, H).
        c: the cell state before it, (B, H).
        weight: (4H, H + D), rows in the order forget, input, candidate, output.
        bias: (4H,), in the same order.
        squash_output: whether c' goes through tanh on its way to h'.

    Returns:
        (h', c'), each (B, H).
    """
    # BEGIN SOLUTION
    a = torch.cat([h, x], dim=1) @ weight.T + bias
    a_f, a_i, a_g, a_o = a.chunk(4, dim=1)
    f, i, g, o = torch.sigmoid(a_f), torch.sigmoid(a_i), torch.tanh(a_g), torch.sigmoid(a_o)
    c = f * c + i * g
    return o * (torch.tanh(c) if squash_output else c), c
    # END SOLUTION


def jozefowicz_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    w_x: dict[str, torch.Tensor],
    w_h: dict[str, torch.Tensor],
    bias: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take one step of the LSTM that the lecture slides print.

        i = tanh(x @ w_x["i"].T + h @ w_h["i"].T + bias["i"])
        j = sigmoid(the same with "j")
        f = sigmoid(the same with "f")
        o = tanh(the same with "o")
        c' = c * f + i * j
        h' = tanh(c') * o

    Source: lecture slides on the LSTM. Here i is the candidate and j the gate that lets it in.

    Args:
        x: the input of this step, (B, D).
        h: the hidden state before it, (B, H).
        c: the cell state before it, (B, H).
        w_x: weights of x, four of (H, D), under the keys "i", "j", "f", "o".
        w_h: weights of h, four of (H, H), under the same keys.
        bias: four of (H,), under the same keys.

    Returns:
        (h', c'), each (B, H).
    """
    # BEGIN SOLUTION
    a = {key: x @ w_x[key].T + h @ w_h[key].T + bias[key] for key in ("i", "j", "f", "o")}
    i, j, f, o = torch.tanh(a["i"]), torch.sigmoid(a["j"]), torch.sigmoid(a["f"]), torch.tanh(a["o"])
    c = c * f + i * j
    return torch.tanh(c) * o, c
    # END SOLUTION


def lstm(
    inputs: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor,
    h0: torch.Tensor | None = None,
    c0: torch.Tensor | None = None,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
    """Run an LSTM over a sequence, with the weights of `lstm_cell` (and its tanh) in every step.

    Source: course notes, sections 6.1.1 and 6.2.1.

    Args:
        inputs: the sequence, (T, B, D). T may be 0.
        weight: (4H, H + D), as in `lstm_cell`.
        bias: (4H,), as in `lstm_cell`.
        h0: the hidden state before the first step, (B, H); None for zeros.
        c0: the cell state before the first step, (B, H); None for zeros.

    Returns:
        (outputs, (h, c)): the hidden states after each step, (T, B, H); the hidden state and the cell state after the
        last step, (B, H) each. Where T is 0, h and c are copies of what the run began with.
    """
    # BEGIN SOLUTION
    batch, size = inputs.shape[1], len(bias) // 4
    h = inputs.new_zeros(batch, size) if h0 is None else h0.clone()
    c = inputs.new_zeros(batch, size) if c0 is None else c0.clone()
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, h, c, weight, bias)
        outputs.append(h)
    return torch.stack(outputs) if outputs else inputs.new_zeros(0, batch, size), (h, c)
    # END SOLUTION


def gru_cell(
    x: torch.Tensor,
    h: torch.Tensor,
    w_ih: torch.Tensor,
    w_hh: torch.Tensor,
    b_ih: torch.Tensor,
    b_hh: torch.Tensor,
) -> torch.Tensor:
    """Take one step of a GRU.

        r = sigmoid(x @ W_ir.T + b_ir + h @ W_hr.T + b_hr)
        z = sigmoid(x @ W_iz.T + b_iz + h @ W_hz.T + b_hz)
        n = tanh(x @ W_in.T + b_in + r * (h @ W_hn.T + b_hn))
        h' = (1 - z) * n + z * h

    W_ir, W_iz and W_in are the three blocks of w_ih, and so on. Source: course notes, section 6.2.3, which leave the
    formulas open; these are PyTorch's.

    Args:
        x: the input of this step, (B, D).
        h: the hidden state before it, (B, H).
        w_ih: weights of x, (3H, D), rows in the order reset, update, new.
        w_hh: weights of h, (3H, H), in the same order.
        b_ih: biases beside x, (3H,), in the same order.
        b_hh: biases beside h, (3H,), in the same order.

    Returns:
        h', (B, H).
    """
    # BEGIN SOLUTION
    x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
    h_r, h_z, h_n = (h @ w_hh.T + b_hh).chunk(3, dim=1)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h
    # END SOLUTION


def rnn_forward(
    inputs: torch.Tensor, h0: torch.Tensor, w_x: torch.Tensor, w_h: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, Any]:
    """Run a plain recurrent network over a sequence, and keep what the backward pass needs.

        h_t = tanh(x_t @ w_x.T + h_{t-1} @ w_h.T + bias),    t = 1, ..., T

    Source: course notes, section 6.1.1, with the weight matrix in two parts.

    Args:
        inputs: the sequence x_1, ..., x_T, (T, B, D), T at least 1.
        h0: the hidden state before the first step, (B, H).
        w_x: weights of the inputs, (H, D).
        w_h: weights of the hidden state, (H, H).
        bias: (H,).

    Returns:
        (outputs, cache): the hidden states h_1, ..., h_T, (T, B, H), and whatever you want `rnn_backward` to have.
    """
    # BEGIN SOLUTION
    states = [h0]
    for x in inputs:
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + bias))
    return torch.stack(states[1:]), (inputs, states, w_x, w_h)
    # END SOLUTION


def rnn_backward(
    grad_outputs: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Send gradients back through `rnn_forward`: backpropagation through time, by hand, while autograd is off.

    Source: course notes, section 6.1.2: the gradients of weights, which all steps share, add up over time, and each
    hidden state gets gradient from two sides.

    Args:
        grad_outputs: the gradient of the loss with respect to each output of `rnn_forward`, (T, B, H).
        cache: what `rnn_forward` returned.

    Returns:
        (grad_inputs, grad_h0, grad_w_x, grad_w_h, grad_bias): the gradient of the loss with respect to each argument
        of `rnn_forward`, in its shape.
    """
    # BEGIN SOLUTION
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
    # END SOLUTION
