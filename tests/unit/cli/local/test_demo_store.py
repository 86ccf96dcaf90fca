"""Installing the app in the demo store, as a browser does."""

from typing import Any
from unittest.mock import MagicMock

import httpx
import pytest

from storehook_cli.errors import CommandError
from storehook_cli.local import demo_store


def test_the_page_of_a_busy_app_is_opened_again() -> None:
    answers = [httpx.Response(429), httpx.Response(200)]

    def get(_address: str, **_: Any) -> httpx.Response:
        return answers.pop(0)

    assert demo_store.visit("http://127.0.0.1/install", get).status_code == 200


def test_a_failed_installation_names_the_log_instead_of_printing_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_store, "visit", lambda _: httpx.Response(500, html="<h1>Something went wrong</h1>"))

    with pytest.raises(CommandError, match=r"answered 500\. The cause is in \.local/functions\.log") as raised:
        demo_store.DemoStore().install(MagicMock(), MagicMock())
    assert "<h1>" not in str(raised.value)


@pytest.mark.parametrize("reason", ["Another app has a webhook there.", "HTTP 500"])
def test_a_failed_registration_ends_in_one_full_stop(reason: str) -> None:
    message = str(demo_store.NotRegisteredError(reason))

    assert message == f"The demo store's webhooks were not registered: {reason.removesuffix('.')}."
