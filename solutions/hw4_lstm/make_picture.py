"""Draws assignments/hw4_lstm/lstm_cell.svg. Run by hand: `python solutions/hw4_lstm/make_picture.py`."""

from pathlib import Path

STYLE = """
  .line { fill: none; stroke: #24292f; stroke-width: 2; }
  .gate { fill: #ddf4ff; stroke: #0969da; stroke-width: 2; }
  .candidate { fill: #fff8c5; stroke: #9a6700; stroke-width: 2; }
  .join { fill: #ffffff; stroke: #24292f; stroke-width: 2; }
  .head { fill: #24292f; }
  text { font: 16px sans-serif; fill: #24292f; text-anchor: middle; dominant-baseline: central; }
  .name { font-style: italic; font-weight: bold; }
  .small { font-size: 13px; }
  @media (prefers-color-scheme: dark) {
    .line, .join { stroke: #c9d1d9; }
    .gate { fill: #0c2d6b; stroke: #58a6ff; }
    .candidate { fill: #4b2900; stroke: #d29922; }
    .join { fill: #0d1117; }
    .head, text { fill: #c9d1d9; }
  }
"""
MEMORY, BUS = 60, 300  # heights of the two lines that lead from step to step
JOINED = 160  # where the input gate meets the candidate, and the output gate meets tanh(c')
GATES = 235
F, I, G, O = 190, 310, 450, 550  # noqa: E741
ADD, END = 380, 640


def line(*points: tuple[int, int], arrow: bool = False) -> str:
    """Draw straight lines through the points; with an arrow at the end where asked for."""
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    end = ' marker-end="url(#head)"' if arrow else ""
    return f'<path class="line" d="{path}"{end}/>'


def text(x: int, y: int, words: str, kind: str = "") -> str:
    """Write words around a point."""
    return f'<text x="{x}" y="{y}"' + (f' class="{kind}"' if kind else "") + f">{words}</text>"


def box(x: int, y: int, words: str, kind: str) -> str:
    """Draw a box with a word in it."""
    return f'<rect class="{kind}" x="{x - 38}" y="{y - 17}" width="76" height="34" rx="6"/>' + text(x, y, words)


def join(x: int, y: int, sign: str) -> str:
    """Draw where two values are multiplied or added, entry by entry."""
    return f'<circle class="join" cx="{x}" cy="{y}" r="15"/>' + text(x, y, sign)


def picture() -> str:
    """Return the drawing of an LSTM cell as SVG."""
    up = GATES - 17
    parts = [
        line((50, MEMORY), (730, MEMORY), arrow=True),
        line((50, BUS), (O, BUS), (O, GATES + 17), arrow=True),
        *(line((x, BUS), (x, GATES + 17), arrow=True) for x in (F, I, G)),
        line((110, 350), (110, BUS)),
        line((F, up), (F, MEMORY + 15), arrow=True),
        line((I, up), (I, JOINED), (ADD - 15, JOINED), arrow=True),
        line((G, up), (G, JOINED), (ADD + 15, JOINED), arrow=True),
        line((ADD, JOINED), (ADD, MEMORY + 15), arrow=True),
        line((END, MEMORY), (END, JOINED - 15), arrow=True),
        line((O, up), (O, JOINED), (END - 15, JOINED), arrow=True),
        line((END, JOINED), (END, BUS), (730, BUS), arrow=True),
        join(F, MEMORY, "×"),
        join(ADD, MEMORY, "+"),
        join(ADD, JOINED, "×"),
        join(END, JOINED, "×"),
        box(END, 107, "tanh", "candidate"),
        *(box(x, GATES, "sigmoid", "gate") for x in (F, I, O)),
        box(G, GATES, "tanh", "candidate"),
        *(text(x - 14, 200, name, "name") for x, name in ((F, "f"), (I, "i"), (G, "g"), (O, "o"))),
        text(30, MEMORY, "c", "name"),
        text(752, MEMORY, "c′", "name"),
        text(30, BUS, "h", "name"),
        text(752, BUS, "h′", "name"),
        text(110, 366, "x", "name"),
        text(385, 330, "[h, x] goes into every box of this row; each has its own rows of weight and of bias", "small"),
        text(330, 20, "the cell state: it is scaled and added to, and nothing else", "small"),
    ]
    head = '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    head += '<path class="head" d="M0 0 L10 5 L0 10 Z"/></marker>'
    title = "<title>One step of an LSTM: forget, input, candidate and output paths from c, h, x to c′, h′</title>"
    opening = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 385" width="780" height="385" role="img">'
    return "\n".join([opening, title, f"<style>{STYLE}</style>", f"<defs>{head}</defs>", *parts, "</svg>", ""])


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / "assignments" / "hw4_lstm"
    (folder / "lstm_cell.svg").write_text(picture(), encoding="utf-8")
