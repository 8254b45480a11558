"""results.json as a page, the way Gradescope shows it: a stand-in, to be looked at and tested in a browser.

    python tests/gradescope_page.py results.json page.html [--instructor]

Gradescope's own page is not public. This follows its documentation: which formats there are, who sees what. Text keeps
its line breaks and is otherwise left as it is; whether the page helps by breaking long words is not known, so this one
does not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gradescope</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: auto; padding: 1rem; color: #333; background: #fff }
h2 { font-size: 1rem; font-weight: normal; margin: 0; padding: .5rem; border: 1px solid #999 }
.passed { background: #dff0d8 } .failed { background: #f2dede }
pre { font: 13px/1.4 monospace; white-space: pre-wrap; margin: 0; padding: .5rem; border: 1px solid #999 }
article { margin-bottom: 1rem }
</style>
<h1>Autograder Results</h1>
{% if show_total %}<p class="total">{{ results.score }}{% if total %} / {{ total }}{% endif %}</p>{% endif %}
<pre class="output">{{ results.output }}</pre>
{% for test in tests %}
<article>
<h2 class="{{ test.status }}">{% if test.number %}{{ test.number }}) {% endif %}{{ test.name
}}{% if test.max_score is defined %} ({{ test.score }}/{{ test.max_score }}){% endif %}</h2>
{% if test.output %}<pre>{{ test.output }}</pre>{% endif %}
</article>
{% endfor %}
{% if results.leaderboard is defined %}<table>{% for entry in results.leaderboard
%}<tr><th>{{ entry.name }}<td>{{ entry.value }}{% endfor %}</table>{% endif %}
"""


def gradescope_page(results: dict[str, Any], *, instructor: bool = False, due: bool = False) -> str:
    """Return the page that a student sees, before the due date or after, or an instructor.

    Args:
        results: the content of results.json, all of whose texts have the format `text`.
        instructor: sees everything.
        due: whether the due date is over.

    Raises:
        ValueError: a text has another format.
    """
    tests = results["tests"]
    formats = {results["output_format"], *(test["output_format"] for test in tests)}
    if formats != {"text"}:
        raise ValueError(f"no idea how Gradescope shows {formats}")
    shown = {"visible"} | ({"after_due_date"} if due else set())
    seen = [test for test in tests if instructor or test.get("visibility", "visible") in shown]
    return (
        Environment(autoescape=True, undefined=StrictUndefined)
        .from_string(PAGE)
        .render(
            results=results,
            tests=seen,
            total=sum(test.get("max_score", 0) for test in tests),
            show_total=instructor or len(seen) == len(tests),
        )
    )


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    read = json.loads(source.read_text(encoding="utf-8"))
    target.write_text(gradescope_page(read, instructor="--instructor" in sys.argv), encoding="utf-8")
