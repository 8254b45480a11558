"""Draws the weights of the handout's worked example, without a mask and with the causal one: run by hand, numpy only.

python solutions/hw3_attention/make_picture.py
"""

from pathlib import Path

import numpy as np

PICTURE = Path(__file__).parents[2] / "assignments" / "hw3_attention" / "weights.svg"

QUERY = np.array([[1, 0, 1, 0], [0, 2, 0, 0], [1, 1, 0, 1]])
KEY = np.array([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 2]])
SIDE, LEFT, TOP, APART = 64, 92, 62, 96  # pixels: of a cell, around the first map, between the two

STYLE = """
  text { font: 15px sans-serif; fill: #24292f; text-anchor: middle; dominant-baseline: central }
  .title { font-weight: bold }
  .label { fill: #57606a }
  .frame { fill: none; stroke: #57606a }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .label { fill: #9198a1 }
    .frame { stroke: #9198a1 }
  }
  .cell { fill: #0969da }
  .light { fill: #ffffff }
"""


def attention_weights(mask: np.ndarray) -> np.ndarray:
    """Return the weights (T_q, T_k) of the example under a boolean mask; True = may attend."""
    scores = np.where(mask, QUERY @ KEY.T / np.sqrt(QUERY.shape[1]), -np.inf)
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def heat_map(weights: np.ndarray, mask: np.ndarray, title: str, left: int) -> list[str]:
    """Return the parts of one map: a stronger colour is more weight, hidden keys have none."""
    rows, columns = weights.shape
    parts = [f'<text class="title" x="{left + columns * SIDE / 2:g}" y="18">{title}</text>']
    parts += [
        f'<text class="label" x="{left + (k + 0.5) * SIDE:g}" y="{TOP - 16}">key {k}</text>' for k in range(columns)
    ]
    for q in range(rows):
        middle = TOP + (q + 0.5) * SIDE
        parts.append(f'<text class="label" x="{left - 38}" y="{middle:g}">query {q}</text>')
        for k in range(columns):
            x, y = left + k * SIDE, TOP + q * SIDE
            if mask[q, k]:
                opacity = 0.1 + 0.9 * weights[q, k]
                light = ' class="light"' if weights[q, k] > 0.5 else ""
                parts.append(
                    f'<rect class="cell" fill-opacity="{opacity:.2f}" x="{x}" y="{y}" width="{SIDE}" height="{SIDE}"/>'
                )
                parts.append(f'<text{light} x="{x + SIDE / 2:g}" y="{middle:g}">{weights[q, k]:.2f}</text>')
            else:
                parts.append(f'<text class="label" x="{x + SIDE / 2:g}" y="{middle:g}">0</text>')
    parts.append(f'<rect class="frame" x="{left}" y="{TOP}" width="{columns * SIDE}" height="{rows * SIDE}"/>')
    return parts


def picture() -> str:
    """Return the whole picture as SVG."""
    everything = np.ones((3, 3), dtype=bool)
    causal = np.tril(everything)
    second = LEFT + 3 * SIDE + APART
    width, height = second + 3 * SIDE + 16, TOP + 3 * SIDE + 16
    parts = heat_map(attention_weights(everything), everything, "no mask", LEFT)
    parts += heat_map(attention_weights(causal), causal, "causal mask", second)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    title = "<title>Attention weights of the worked example: each row sums to 1</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style>", *parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
