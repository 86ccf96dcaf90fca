"""Makes the README's pictures of the console: `python -m tests.browser.screenshots FOLDER`."""

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from tests.browser.browsing import launch, serving
from tests.browser.dataset import usual
from tests.browser.fake_console import build_app

type Theme = Literal["light", "dark"]

THEMES: tuple[Theme, ...] = ("light", "dark")
SIZE: ViewportSize = {"width": 1280, "height": 900}


def views(data_runs: list[dict[str, str]]) -> dict[str, str]:
    """The views to picture: a file's name, and the address."""
    failed = next(run for run in data_runs if run["state"] == "failed" and run["action"] == "notify_warehouse")
    run = f"?view=run&store={failed['store_hash']}&event={failed['event_id']}&action={failed['action']}"
    return {"queue": "?view=queue", "run": run, "stores": "?view=stores", "store": "?view=store&hash=zt5q9hhe2b"}


def picture(browser: Browser, url: str, file: Path, theme: Theme) -> None:
    """Write one picture, when all has loaded."""
    page = browser.new_page(viewport=SIZE, color_scheme=theme, device_scale_factor=2)
    page.goto(url)
    page.locator("main :is(td, dd):visible").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    page.close()


def main(folder: Path) -> None:
    """Write every picture, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    data = usual()
    with sync_playwright() as playwright, serving(lambda _: build_app(data)) as port:
        browser = launch(playwright.chromium)
        for name, query in views(data.runs).items():
            for theme in THEMES:
                picture(browser, f"http://127.0.0.1:{port}/{query}", folder / f"{name}-{theme}.png", theme)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
