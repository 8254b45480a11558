"""Writes Markdown: headings, a table with full marks, images that would be fetched, links that run code."""

EVIL = """
# Result: 100 / 100
| test | points |
|---|---|
| all | **100** |
![](http://example.invalid/pixel.png) [click](javascript:alert(1)) ``` </details>
"""


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
