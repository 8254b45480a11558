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
    raise NotImplementedError(
        "lstm_cell is not written yet. "
        "Take one step of an LSTM."
    )


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
    raise NotImplementedError(
        "jozefowicz_cell is not written yet. "
        "Take one step of the LSTM that the lecture slides print."
    )


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
    raise NotImplementedError(
        "lstm is not written yet. "
        "Run an LSTM over a sequence, with the weights of `lstm_cell` (and its tanh) in every step."
    )


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
    raise NotImplementedError(
        "gru_cell is not written yet. "
        "Take one step of a GRU."
    )


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
    raise NotImplementedError(
        "rnn_forward is not written yet. "
        "Run a plain recurrent network over a sequence, and keep what the backward pass needs."
    )


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
    raise NotImplementedError(
        "rnn_backward is not written yet. "
        "Send gradients back through `rnn_forward`: backpropagation through time, by hand, while autograd is off."
    )
