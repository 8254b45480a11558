"""Draw README's picture: the page that `make demo` writes for a student, at a question with a mistake.

python tests/picture.py       after `make demo`; needs Chromium
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright
from support import ROOT, open_browser

PAGE = ROOT / "dist" / "demo" / "adam_no_bias_correction.html"
PICTURE = ROOT / "tests" / "report.png"
WIDTH, HEIGHT = 760, 470


def main() -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", device_scale_factor=1.3
        )
        page.goto(PAGE.as_uri())
        top = page.locator("h2", has_text="adam").last.bounding_box() or {"y": 0}
        clip = {"x": 0, "y": top["y"] - 8, "width": WIDTH, "height": HEIGHT}
        page.screenshot(path=PICTURE, full_page=True, clip=clip)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
