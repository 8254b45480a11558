"""Draws weights.svg for the handout: the weights of its example as bars. Run by hand: `python make_picture.py`."""

from pathlib import Path

REWARDS = [[1.0, 2.0, 4.0], [1.0]]  # the handout's example, gamma = 0.5
GAMMA = 0.5
UNIT, BAR, GAP, GROUP, LEFT, ZERO = 26, 22, 6, 64, 20, 190  # pixels; ZERO is the height of the line at 0

STYLE = """
  text { font: 13px sans-serif; fill: #57606a; }
  .title { font-weight: bold; }
  .axis { stroke: #8c959f; }
  .first { fill: #3b82c4; }
  .second { fill: #d9822b; }
  @media (prefers-color-scheme: dark) { text { fill: #b1bac4; } }
"""


def panels() -> list[tuple[str, list[list[float]]]]:
    """Return the title and the weights of each panel."""
    to_go = [[sum(GAMMA ** (k - t) * r[k] for k in range(t, len(r))) for t in range(len(r))] for r in REWARDS]
    mean = sum(g[0] for g in to_go) / len(to_go)
    return [
        ("whole return", [[g[0]] * len(g) for g in to_go]),
        ("rewards-to-go", to_go),
        ("to go, less the baseline", [[x - mean for x in g] for g in to_go]),
    ]


def picture() -> str:
    """Return the picture as SVG."""
    parts, left = [], LEFT
    for title, weights in panels():
        parts.append(f'<text class="title" x="{left}" y="24">{title}</text>')
        x = left
        for kind, trajectory, name in zip(("first", "second"), weights, "AB", strict=True):
            middle = x + (len(trajectory) * (BAR + GAP) - GAP) / 2
            for t, weight in enumerate(trajectory):
                height = abs(weight) * UNIT
                y = ZERO - height if weight > 0 else ZERO
                label = y - 5 if weight > 0 else y + height + 15
                parts.append(f'<rect class="{kind}" x="{x}" y="{y:g}" width="{BAR}" height="{height:g}"/>')
                parts.append(f'<text x="{x + BAR / 2:g}" y="{label:g}" text-anchor="middle">{weight:g}</text>')
                parts.append(f'<text x="{x + BAR / 2:g}" y="{ZERO + 64}" text-anchor="middle">{t}</text>')
                x += BAR + GAP
            parts.append(f'<text x="{middle:g}" y="{ZERO + 84}" text-anchor="middle">{name}</text>')
            x += GAP * 2
        parts.append(f'<line class="axis" x1="{left - 4}" y1="{ZERO}" x2="{x - 8}" y2="{ZERO}"/>')
        left = x + GROUP
    width, height = left + 20, ZERO + 98
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    head += 'role="img" aria-label="Weights of the example, step by step, as bars">'
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / "assignments" / "hw6_reinforce"
    (folder / "weights.svg").write_text(picture(), encoding="utf-8")
