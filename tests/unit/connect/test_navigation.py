"""A browser that opens a page is let in; what a foreign page makes it fetch unseen is not."""

import pytest
from tests.support.connect_function import World, answer, ask, auth
from tests.support.jwts import Event, make_jwt


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "cross-site"},
        {"Sec-Fetch-Dest": "frame"},
    ],
    ids=repr,
)
def test_a_page_that_a_browser_opens_is_let_in(headers: dict[str, str]) -> None:
    assert answer(auth(headers))["statusCode"] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
        {"SEC-FETCH-MODE": "cors", "SEC-FETCH-DEST": "empty"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "embed"},
        {"Sec-Fetch-Mode": "navigate,cors"},
        {"Sec-Fetch-Mode": ""},
    ],
    ids=repr,
)
@pytest.mark.parametrize("event", [auth(), ask("/uninstall", signed_payload_jwt=make_jwt())], ids=["auth", "uninstall"])
def test_what_a_foreign_page_can_make_a_browser_fetch_unseen_is_answered_400(
    world: World, headers: dict[str, str], event: Event
) -> None:
    world.connected()
    before = world.rows()

    assert answer(event | {"headers": headers})["statusCode"] == 400
    assert (world.rows(), world.login.exchanges) == (before, [])
