"""Installing the app in the demo store, as a browser does."""

from typing import Any

import httpx

from storehook_cli.local import demo_store


def test_the_page_of_a_busy_app_is_opened_again() -> None:
    answers = [httpx.Response(429), httpx.Response(200)]

    def get(_address: str, **_: Any) -> httpx.Response:
        return answers.pop(0)

    assert demo_store.visit("http://127.0.0.1/install", get).status_code == 200
