"""Take the README's picture of the console: `make picture`."""

from playwright.sync_api import ViewportSize, sync_playwright
from tests.browser.browsing import launch, serving
from tests.browser.dataset import usual
from tests.browser.fake_console import build_app
from tests.support.repository import ROOT

FILE = ROOT / "docs" / "pictures" / "queue.png"
SIZE: ViewportSize = {"width": 1280, "height": 900}


def main() -> None:
    """Write the picture, when all has loaded."""
    with sync_playwright() as playwright, serving(lambda _: build_app(usual())) as port:
        browser = launch(playwright.chromium)
        page = browser.new_page(viewport=SIZE, color_scheme="light", device_scale_factor=2)
        page.goto(f"http://127.0.0.1:{port}/?view=queue")
        page.locator("main :is(td, dd):visible").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FILE)
        browser.close()


if __name__ == "__main__":
    main()
