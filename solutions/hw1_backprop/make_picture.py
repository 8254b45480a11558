"""Draws the handout's worked example: python solutions/hw1_backprop/make_picture.py

Every number in the picture is computed by the reference. The same code gives the same file, byte for byte.
"""

from pathlib import Path

import backprop
import numpy as np

TARGET = Path(__file__).parents[2] / "assignments" / "hw1_backprop" / "network.svg"

WEIGHTS = [np.array([[1.0, -1.0], [0.5, 1.0]]), np.array([[3.0, 2.0]])]
BIASES = [np.array([0.5, -0.5]), np.array([-1.0])]
ACTIVATIONS = ["relu", "identity"]
X, T = np.array([[1.0, 2.0]]), np.array([[1.0]])

# Blue and orange of about the same darkness, which can be read on white and on black, and told apart when colours
# cannot: values stand above, gradients below.
STYLE = """
    text { font: 15px sans-serif; text-anchor: middle; fill: #57606a }
    .value { fill: #0969da; font-weight: bold }
    .gradient { fill: #bc4c00; font-weight: bold }
    .small { font-size: 13px }
    .left { text-anchor: start }
    line { stroke: #8c959f; stroke-width: 1.5 }
    circle, rect { fill: none; stroke: #8c959f; stroke-width: 1.5 }
    @media (prefers-color-scheme: dark) {
      text { fill: #9198a1 }
      .value { fill: #58a6ff }
      .gradient { fill: #f0883e }
    }
"""

COLUMNS = {"x": 80, "a": 300, "z": 430, "y": 640, "loss": 790}
ROWS = (110, 290)
MIDDLE = 200
RADIUS = 20


def number(value: float) -> str:
    """Return a number with the sign that print uses on paper."""
    return f"{value:g}".replace("-", "−")


def text(x: float, y: float, content: str, kind: str = "") -> str:
    """Return a text at a place."""
    return f'  <text x="{x:g}" y="{y:g}" class="{kind}">{content}</text>'


def node(x: float, y: float, name: str, value: float, gradient: float) -> list[str]:
    """Return a circle with its name inside, its value above and its gradient below."""
    return [
        f'  <circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>',
        text(x, y + 5, name),
        text(x, y - RADIUS - 8, number(value), "value"),
        text(x, y + RADIUS + 20, number(gradient), "gradient"),
    ]


def edge(
    start: tuple[float, float], end: tuple[float, float], labels: tuple[float, float] | None, at: float
) -> list[str]:
    """Return a line between two nodes, with a weight and its gradient at a share of the way."""
    (x1, y1), (x2, y2) = start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length * RADIUS, (y2 - y1) / length * RADIUS
    lines = [f'  <line x1="{x1 + dx:.4g}" y1="{y1 + dy:.4g}" x2="{x2 - dx:.4g}" y2="{y2 - dy:.4g}"/>']
    if labels:
        x, y = x1 + at * (x2 - x1), y1 + at * (y2 - y1)
        weight, gradient = labels
        both = f'<tspan class="value">{number(weight)}</tspan> / <tspan class="gradient">{number(gradient)}</tspan>'
        if y1 == y2 or x1 > COLUMNS["x"]:
            lines.append(text(x, y - 9, both, "small"))
        else:  # steep ones meet: the label goes to the right of the line, away from the crossing
            lines.append(text(x + 14, y + (-2 if y2 > y1 else 12), both, "small left"))
    return lines


def draw() -> str:
    """Return the picture."""
    z = [X]
    slopes = []
    for weight, bias, name in zip(WEIGHTS, BIASES, ACTIVATIONS, strict=True):
        value, slope = backprop.activation(name, z[-1] @ weight.T + bias)
        z.append(value)
        slopes.append(slope)
    a = X @ WEIGHTS[0].T + BIASES[0]
    output, cache = backprop.forward(X, WEIGHTS, BIASES, ACTIVATIONS)
    loss, upstream = backprop.mse_loss(output, T)
    grad_x, grad_weights, grad_biases = backprop.backward(upstream, cache)
    grad_z = (upstream * slopes[1]) @ WEIGHTS[1]
    grad_a = grad_z * slopes[0]

    lines: list[str] = []
    inputs = [(COLUMNS["x"], y) for y in ROWS]
    before = [(COLUMNS["a"], y) for y in ROWS]
    after = [(COLUMNS["z"], y) for y in ROWS]
    last, end = (COLUMNS["y"], MIDDLE), (COLUMNS["loss"], MIDDLE)
    for i in range(2):
        for j in range(2):
            labels = float(WEIGHTS[0][i, j]), float(grad_weights[0][i, j])
            lines += edge(inputs[j], before[i], labels, 0.5 if i == j else 0.25)
        lines += edge(before[i], after[i], None, 0)
        lines.append(text((before[i][0] + after[i][0]) / 2, ROWS[i] - 9, "relu", "small"))
        lines += edge(after[i], last, (float(WEIGHTS[1][0, i]), float(grad_weights[1][0, i])), 0.5)
    lines += edge(last, end, None, 0)
    lines.append(text((last[0] + end[0]) / 2, MIDDLE - 9, "mse", "small"))
    for i in range(2):
        lines += node(*inputs[i], f"x{i + 1}", X[0, i], grad_x[0, i])
        lines += node(*before[i], f"a{i + 1}", a[0, i], grad_a[0, i])
        lines += node(*after[i], f"z{i + 1}", z[1][0, i], grad_z[0, i])
        bias = f'bias <tspan class="value">{number(BIASES[0][i])}</tspan> / '
        bias += f'<tspan class="gradient">{number(grad_biases[0][i])}</tspan>'
        lines.append(text(before[i][0], ROWS[i] + RADIUS + 42, bias, "small"))
    lines += node(*last, "y", output[0, 0], upstream[0, 0])
    bias = f'bias <tspan class="value">{number(BIASES[1][0])}</tspan> / '
    bias += f'<tspan class="gradient">{number(grad_biases[1][0])}</tspan>'
    lines.append(text(last[0], MIDDLE + RADIUS + 42, bias, "small"))
    lines += node(*end, "L", loss, 1.0)
    lines += [
        text(60, 30, "above, and before the stroke: values, computed from left to right", "value left"),
        text(60, 54, "below, and behind the stroke: gradients of L, computed from right to left", "gradient left"),
    ]
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 380" width="860" height="380" role="img">'
    title = "  <title>The worked example: values on the way forward, gradients on the way back</title>"
    return "\n".join([head, title, f"  <style>{STYLE}  </style>", *lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
