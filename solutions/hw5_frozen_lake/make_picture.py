"""Draws the handout's picture of the slippery lake: `python solutions/hw5_frozen_lake/make_picture.py`.

It solves the 4x4 lake by value iteration on arrays, without Gymnasium, and writes an SVG of one fixed size, the same in
every run, that follows the reader's light or dark mode.
"""

from pathlib import Path

import numpy as np

LAKE = ["SFFF", "FHFH", "FFFH", "HFFG"]
GAMMA = 0.9
MOVES = [(0, -1), (1, 0), (0, 1), (-1, 0)]  # LEFT, DOWN, RIGHT, UP as (row, column)
SIZE, EDGE = 110, 12  # of a tile, of the margin
PICTURE = Path(__file__).parents[2] / "assignments" / "hw5_frozen_lake" / "lake.svg"

STYLE = """
  .tile { stroke: #6b7785; stroke-width: 1.5 }
  .ice { fill: #e4f1fb } .hole { fill: #8aa0b5 } .goal { fill: #cfeccf }
  text { font-family: sans-serif; fill: #1d2733; text-anchor: middle }
  .small { font-size: 12px; fill: #4a5765; text-anchor: start } .value { font-size: 15px } .word { font-size: 15px }
  .hole + text.small, .onhole { fill: #10181f }
  .arrow { stroke: #b3400f; stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; fill: none }
  @media (prefers-color-scheme: dark) {
    .tile { stroke: #8e9aa8 }
    .ice { fill: #22384c } .hole { fill: #070b10 } .goal { fill: #1f4a2b }
    text { fill: #e8eef4 } .small { fill: #b4c0cc }
    .hole + text.small, .onhole { fill: #b4c0cc }
    .arrow { stroke: #ffa36b }
  }
"""


def slide(row, col, action):
    """Return where a move from a tile leads; it stops at the edge of the lake."""
    down, right = MOVES[action]
    return min(max(row + down, 0), 3), min(max(col + right, 0), 3)


def solve():
    """Return the optimal values (4, 4) and the values of all actions (4, 4, 4)."""
    V, Q = np.zeros((4, 4)), np.zeros((4, 4, 4))
    for _ in range(2_000):
        for row in range(4):
            for col in range(4):
                if LAKE[row][col] in "HG":
                    continue
                for action in range(4):
                    # the agent moves as it wants or to either side of it, each with a probability of one third
                    ways = [slide(row, col, (action + turn) % 4) for turn in (-1, 0, 1)]
                    Q[row, col, action] = sum((LAKE[r][c] == "G") + GAMMA * V[r, c] for r, c in ways) / 3
        V = Q.max(axis=2)
    return V, Q


def arrow(x, y, action):
    """Return an arrow around (x, y)."""
    down, right = MOVES[action]
    tip, tail = (x + 17 * right, y + 17 * down), (x - 17 * right, y - 17 * down)
    barbs = [(tip[0] - 9 * right + side * 8 * down, tip[1] - 9 * down + side * 8 * right) for side in (-1, 1)]
    points = [tail, tip, barbs[0], tip, barbs[1]]
    line = " ".join(f"{'ML'[i > 0]}{px:g} {py:g}" for i, (px, py) in enumerate(points))
    return f'<path class="arrow" d="{line}"/>'


def picture():
    """Return the SVG."""
    V, Q = solve()
    whole = 4 * SIZE + 2 * EDGE
    parts = []
    for row in range(4):
        for col in range(4):
            x, y, letter = EDGE + col * SIZE, EDGE + row * SIZE, LAKE[row][col]
            kind = {"H": "hole", "G": "goal"}.get(letter, "ice")
            parts.append(f'<rect class="tile {kind}" x="{x}" y="{y}" width="{SIZE}" height="{SIZE}"/>')
            parts.append(f'<text class="small" x="{x + 7}" y="{y + 18}">{4 * row + col}</text>')
            middle = x + SIZE / 2
            if letter in "HG":
                where = " onhole" if letter == "H" else ""
                word = "hole" if letter == "H" else "goal"
                parts.append(f'<text class="word{where}" x="{middle:g}" y="{y + 60}">{word}</text>')
            else:
                parts.append(arrow(middle, y + 50, int(Q[row, col].round(9).argmax())))
                parts.append(f'<text class="value" x="{middle:g}" y="{y + 98}">{V[row, col]:.3f}</text>')
    title = "The slippery 4x4 lake: an optimal action and the optimal value of every state, gamma = 0.9"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}"'
    return "\n".join([f'{head} role="img">', f"<title>{title}</title>", f"<style>{STYLE}</style>", *parts, "</svg>\n"])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
