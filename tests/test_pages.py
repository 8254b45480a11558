"""The pages, in a real browser: they can be read on a phone, need nothing from elsewhere, and run nobody's markup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradescope_page import gradescope_page
from playwright.sync_api import Browser, Page, sync_playwright
from support import CHROMIUM, COURSE, command, open_browser

from autograder.course.assignment import find_assignment
from autograder.feedback.gradescope import to_gradescope
from autograder.grading.run import grade
from autograder.sandbox.host import Sandbox

MARKUP = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"

pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here")


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if request.config.getoption("quick"):
        pytest.skip("it starts a browser")
    with sync_playwright() as playwright:
        started = open_browser(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of an audit and the page of a report on a hostile submission."""
    folder = tmp_path_factory.mktemp("pages")
    only = ("--only", "mistakes/*", "--only", "mutants/10", "--only", "alternatives/*")
    command("autograder", "--root", COURSE, "audit", "hw0_torch", "--html", folder / "audit.html", *only)
    source = f"import torch\ndef softmax(x, dim=-1):\n    print({MARKUP!r} * 3)\n    raise ValueError({MARKUP!r})\n"
    source += f"def centre(x):\n    return {'<b>' + 'very_long_word' * 99!r}\n"
    (folder / "small.py").write_text(source, encoding="utf-8")
    options = ("--html", folder / "report.html")
    command("autograder", "--root", COURSE, "grade", "hw0_torch", folder / "small.py", *options)
    return folder


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A telephone; the test fails if the page asks for anything or complains."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=request.param)
    opened = context.new_page()
    asked, complaints = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert [url for url in asked if not url.startswith("file:")] == []
    assert complaints == []
    context.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def contrast(page: Page, selector: str) -> float:
    """Return the contrast of an element's text with the page, as WCAG defines it."""
    return float(
        page.evaluate(
            """selector => {
            const light = color => {
                const [r, g, b] = color.match(/\\d+/g).map(x => x / 255)
                    .map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
                return 0.2126 * r + 0.7152 * g + 0.0722 * b }
            const text = light(getComputedStyle(document.querySelector(selector)).color)
            const ground = light(getComputedStyle(document.body).backgroundColor)
            return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) }""",
            selector,
        )
    )


def test_an_audit_can_be_read_at_a_glance(page: Page, pages: Path):
    page.goto((pages / "audit.html").as_uri())
    assert fits(page)
    row = page.locator("tr", has=page.get_by_text("softmax_over_everything", exact=True))
    assert row.locator("td").all_inner_texts() == ["", "●"]
    assert row.locator("td.named").get_attribute("title") == "fails test_softmax_agrees, as it must"
    assert page.get_by_text("hint shown").count() == 5
    assert page.locator("td.missed").count() == 0
    assert contrast(page, ".good") > 4.5
    assert contrast(page, "h1") > 7


def test_a_report_shows_what_a_student_wrote_as_text(page: Page, pages: Path):
    page.goto((pages / "report.html").as_uri())
    assert fits(page)
    assert page.title() == "A small assignment for the tests of the grader: 0 of 100"
    assert page.get_by_text("<script>document.title").count() >= 2
    assert page.locator("img, script, pre b").count() == 0
    assert contrast(page, ".bad") > 4.5


def test_results_can_be_read_where_gradescope_shows_them(page: Page, sandbox: Sandbox, tmp_path: Path):
    hw = find_assignment(COURSE, "hw0_torch")
    source = hw.reference.read_text(encoding="utf-8").replace("e / e.sum", "2 * e / e.sum")
    printing = f"for line in range(300):\n    print(line, 'of many')\nprint({MARKUP!r})\n"
    (tmp_path / "small.py").write_text(printing + source, encoding="utf-8")
    report = grade(hw, tmp_path / "small.py", sandbox)
    results = to_gradescope(report, hw)

    def show(**seen_by: bool) -> list[str]:
        (tmp_path / "page.html").write_text(gradescope_page(results, **seen_by), encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        assert fits(page)
        return page.locator("h2").all_inner_texts()

    early, later, everything = show(), show(due=True), show(instructor=True)
    assert len(early) < len(later) == len(everything) == len(report.tests)
    show()
    assert page.locator(".output").inner_text().endswith("their results appear after the due date.")
    assert page.locator(".total").count() == 0
    failed = page.locator("article", has=page.locator(".failed"))
    assert failed.count() == 1
    assert "(0.0/" in failed.locator("h2").inner_text()  # not by its colour alone
    message = failed.locator("pre").inner_text()
    for told in ("yours", "expected", "0 of many\n", "... more lines ...", "299 of many", MARKUP):
        assert told in message
    assert len(message.splitlines()) < 20
    assert page.locator("img, script, pre b").count() == 0
