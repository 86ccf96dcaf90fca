"""Hostile floods of the app's callbacks: they take few copies of the function, and no merchant's install is shut out.

Each flood has 20 requests a second, as a `curl` loop sends them. Time is virtual.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from tests.support.connect_function import CODE, GRANTED, SlowSlots, World, ask, auth
from tests.support.jwts import Event, make_jwt
from tests.support.signed_deliveries import STORE

from storehook.connect import pages
from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import AppCredentialsRefused, CodeRefused, LoginUnavailable, TooManyExchanges
from storehook.connect.exchange_slots import LEASE, SLOTS, slot_of
from storehook.connect.install import AppGrant
from storehook.connect.login import CONNECT_TIMEOUT, READ_TIMEOUT
from storehook.errors import RequestRefused
from storehook.stores.store import AppAccount

BEGAN = 1_790_000_000.0
SECONDS, RATE = 45, 20
REFRESH = float(pages.WAIT.reload_after)
SLOW = CONNECT_TIMEOUT + READ_TIMEOUT
NORMAL = 0.3
"""Seconds that BigCommerce's login usually takes."""

PATIENCE = 30.0
"""Seconds that a merchant waits at most, on a page that continues by itself."""

ATTACKER = "203.0.113.66"


def sent_by(sender: str, event: Event) -> Event:
    return event | {"requestContext": {"http": {"sourceIp": sender}}}


def merchant(number: int) -> Event:
    """Make the genuine callback of a merchant's install."""
    event = auth(code=f"genuine{number}", context=f"stores/merchant{number}")
    return sent_by(f"198.51.100.{number}", event)


@dataclass
class Login:
    """BigCommerce's login. It knows the merchants' codes, and each works once."""

    fault: Exception | None = None
    used: set[str] = field(default_factory=lambda: {"genuine0"})

    def exchange(self, _account: AppAccount, callback: CallbackRequest) -> AppGrant:
        code = callback.parameter("code")
        if self.fault and not code.startswith("genuine"):
            raise self.fault
        if not code.startswith("genuine") or code in self.used:
            raise CodeRefused("the code was not exchanged: 400")
        self.used.add(code)
        return AppGrant("canary-token", GRANTED, f"stores/merchant{code.removeprefix('genuine')}")


def codes() -> Iterator[Event]:
    return (auth(code=f"looksright{number:021}") for number in count())


def networks() -> Iterator[Event]:
    """Codes that look right, from all addresses of one subscriber."""
    return (sent_by(f"2001:db8:1:2::{number % 60_000:x}", event) for number, event in enumerate(codes()))


def contexts() -> Iterator[Event]:
    return (auth(code=f"looksright{number}", context=f"stores/store{number}") for number in count())


def again(event: Event) -> Iterator[Event]:
    return (event for _ in count())


LOOK_RIGHT: dict[str, Callable[[], Iterator[Event]]] = {
    "codes that look right": codes,
    "codes that look right, from many addresses of a network": networks,
    "codes for many stores": contexts,
    "one code, replayed": lambda: again(auth(code=CODE)),
    "a merchant's used code, replayed": lambda: again(auth(code="genuine0", context="stores/merchant0")),
    "a merchant's used code, for another store": lambda: again(auth(code="genuine0", context=f"stores/{STORE}")),
    "a thousand parameters": lambda: again(auth(other=["x"] * 1_000)),
}
"""Floods that only BigCommerce's login can tell from merchants."""

LOOK_WRONG: dict[str, Callable[[], Iterator[Event]]] = {
    "junk queries": lambda: (ask("/auth", junk=str(number)) for number in count()),
    "no query": lambda: again(ask("/auth")),
    "queries of 100 KB": lambda: again(auth(other="x" * 100_000)),
    "malformed codes": lambda: again(auth(code="two\nlines")),
    "doubled codes": lambda: again(auth(code=[CODE, CODE])),
    "too few scopes": lambda: again(auth(scope="store_v2_default")),
    "contexts without a store": lambda: again(auth(context="stores/")),
    "images on a foreign page": lambda: again(auth({"sec-fetch-dest": "image"})),
    "forged JWTs": lambda: again(ask("/load", signed_payload_jwt=make_jwt(secret="x" * 40))),
    "unsigned JWTs": lambda: again(ask("/load", signed_payload_jwt=make_jwt(header={"alg": "none"}))),
    "JWTs of 10 KB": lambda: again(ask("/load", signed_payload_jwt=make_jwt(pad="x" * 8_000))),
    "forged uninstalls": lambda: again(ask("/uninstall", signed_payload_jwt=make_jwt(secret="x" * 40))),
    "expired uninstalls": lambda: again(ask("/uninstall", signed_payload_jwt=make_jwt(iat=1, nbf=1, exp=86_401))),
    "forged removals of users": lambda: again(ask("/remove_user", signed_payload_jwt="a.b.c")),
    "paths that are not there": lambda: again(ask("/wp-login.php")),
}
LOGINS: dict[str, tuple[float, Exception | None]] = {
    "a login in good health": (NORMAL, None),
    "a slow login": (SLOW, LoginUnavailable("had no answer (ReadTimeout)")),
    "a login that limits us": (NORMAL, LoginUnavailable("answered 429")),
    "a login that refuses us": (NORMAL, AppCredentialsRefused()),
}


@pytest.fixture
def world() -> World:
    world = World(slots=SlowSlots(NORMAL))
    world.login = Login()  # type: ignore[assignment]
    return world


def is_answered(world: World, event: Event, now: float) -> bool:
    """Return whether a callback did what it is for."""
    try:
        world.callback_handler().answer(event, now)
    except (RequestRefused, LoginUnavailable, AppCredentialsRefused):
        return False
    return True


def install(world: World, event: Event, now: float) -> bool:
    """Return whether an install ends, or must be tried again by the browser. Anything else is raised."""
    try:
        world.callback_handler().answer(event, now)
    except TooManyExchanges:
        return False
    return True


def flooded(world: World, flood: Iterator[Event], installs: int) -> dict[int, float]:
    """Send a flood, and merchants' installs in it, one every five seconds. Return how long each merchant waited."""
    waited: dict[int, float] = {}
    tries = {number: BEGAN + 5 + 5 * number for number in range(1, installs + 1)}
    begins = dict(tries)
    for tick in range(SECONDS * RATE):
        now = BEGAN + tick / RATE
        is_answered(world, {**sent_by(ATTACKER, {}), **next(flood)}, now)
        for number, at in [*tries.items()]:
            if at <= now and install(world, merchant(number), now):
                waited[number] = now - begins[number]
                del tries[number]
            elif at <= now:
                tries[number] = now + REFRESH
    return waited


def most_at_once(spans: list[tuple[float, float]]) -> int:
    """Return the largest number of spans that overlap."""
    return max((sum(begin <= moment < end for begin, end in spans) for moment, _ in spans), default=0)


@pytest.mark.parametrize("login", LOGINS.values(), ids=LOGINS)
@pytest.mark.parametrize("flood", LOOK_RIGHT.values(), ids=LOOK_RIGHT)
def test_a_flood_takes_few_copies_and_shuts_no_merchant_out(
    world: World, flood: Callable[[], Iterator[Event]], login: tuple[float, Exception | None]
) -> None:
    world.slots.taking, world.login.fault = login

    waited = flooded(world, flood(), installs=3)

    assert most_at_once(world.slots.taken) <= SLOTS
    assert [number for number in range(1, 4) if waited.get(number, SECONDS) > PATIENCE] == []
    assert {store.removeprefix("merchant") for store in world.stores.rows} == {"1", "2", "3"}


@pytest.mark.parametrize("flood", LOOK_WRONG.values(), ids=LOOK_WRONG)
def test_a_flood_that_can_be_told_reaches_no_login(world: World, flood: Callable[[], Iterator[Event]]) -> None:
    waited = flooded(world, flood(), installs=3)

    assert len(world.slots.taken) == 3
    assert [*waited.values()] == [0.0] * 3


def test_many_networks_shut_no_merchant_out_while_the_login_is_in_good_health(world: World) -> None:
    flood = (sent_by(f"192.0.2.{number % 250}", event) for number, event in enumerate(codes()))

    waited = flooded(world, flood, installs=3)

    assert most_at_once(world.slots.taken) <= SLOTS
    assert [number for number in range(1, 4) if waited.get(number, SECONDS) > PATIENCE] == []


def test_without_a_flood_merchants_wait_for_each_other_only_briefly(world: World) -> None:
    waited = flooded(world, again({}), installs=7)

    assert [*waited.values()] == [0.0] * 7


def test_who_has_to_wait_sees_a_page_that_tries_again(world: World) -> None:
    world.slots.taking = SLOW
    is_answered(world, merchant(1), BEGAN)

    with pytest.raises(TooManyExchanges) as refused:
        world.callback_handler().answer(merchant(1), BEGAN + 0.1)
    answer = pages.answer(pages.refused(refused.value))

    assert (answer["statusCode"], answer["headers"]["Refresh"]) == (429, "2")
    assert "This page continues by itself" in answer["body"]


@pytest.mark.parametrize("page", [pages.UNAVAILABLE, pages.FAILED, pages.HtmlPage()])
def test_no_other_page_is_loaded_again(page: pages.HtmlPage) -> None:
    assert "Refresh" not in pages.answer(page)["headers"]


def test_while_it_waits_a_code_is_not_used_up(world: World) -> None:
    world.slots.taking = SLOW
    is_answered(world, merchant(1), BEGAN)
    used = set(world.login.used)  # type: ignore[attr-defined]

    assert not install(world, sent_by("198.51.100.1", auth(code="genuine2", context="stores/merchant2")), BEGAN + 0.1)
    assert world.login.used == used  # type: ignore[attr-defined]


def test_a_slot_outlives_the_slowest_exchange() -> None:
    assert LEASE > SLOW


def test_addresses_of_one_network_have_one_slot_and_networks_share_one_only_for_a_while() -> None:
    moments = [BEGAN + 10 * number for number in range(200)]

    for beginning in ("2001:db8:1:2::", "2001:db8:1:2:"):
        ends = (f"{number:x}" if beginning.endswith("::") else f"{number:x}::" for number in range(100))
        assert len({slot_of(beginning + end, BEGAN) for end in ends}) == 1
    assert {slot_of(ATTACKER, moment) for moment in moments} == {*range(SLOTS)}
    shared = [slot_of(ATTACKER, moment) == slot_of("198.51.100.1", moment) for moment in moments]
    assert 40 < sum(shared) < 100


@pytest.mark.parametrize("sender", ["", "unknown", "1.2.3", "\ud800"])
def test_a_sender_without_an_address_has_a_slot_too(sender: str) -> None:
    assert slot_of(sender.encode("ascii", "replace").decode(), BEGAN) in range(SLOTS)
