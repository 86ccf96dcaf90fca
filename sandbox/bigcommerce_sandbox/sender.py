"""Sends deliveries over HTTP until each is answered with 2xx or has no retry left."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from bigcommerce_sandbox.blocklist import Blocklist, Sent, host_of
from bigcommerce_sandbox.deliveries import BLOCKED, Attempt, Delivery, request_headers, retry_after
from bigcommerce_sandbox.state import StoreState

ANSWER_SECONDS = 10.0
"""Seconds that an answer may take. Undocumented; observed between 9 and 12 seconds."""

_AT_ONCE = 64
"""Requests to one host at once. Each host has its own slots, so a dead one delays no other."""

_LOOKUPS = 512
"""Lookups of host names at once. Each takes a thread, which a name that does not resolve keeps for many seconds."""


class Sender:
    """Runs every delivery as a task of the loop that `running` was entered in.

    Args:
        clock: gives unix seconds.
        retry_factor: multiplies the time between attempts, and the times of the blocklist and of delivery exceptions;
            0.001 turns the 48 hours into three minutes.
        answer_seconds: how long an answer may take.
        transport: carries the requests; None for the network.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        retry_factor: float,
        answer_seconds: float = ANSWER_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.blocklist = Blocklist(retry_factor)
        self._clock = clock
        self._retry_factor = retry_factor
        self._answer_seconds = answer_seconds
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._slots = _new_slots()
        self._tasks: set[asyncio.Task[None]] = set()

    def compress(self, retry_factor: float) -> None:
        """Let time pass faster or slower from now on; waits that have begun go on as they were."""
        self.blocklist = Blocklist(retry_factor)
        self._retry_factor = retry_factor

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Send while the block runs; at its end, deliveries under way are dropped and stay pending."""
        # trust_env off: a proxy meant for the internet must not get what is meant for this machine.
        async with httpx.AsyncClient(
            transport=self._transport,
            timeout=self._answer_seconds,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=_AT_ONCE),
            trust_env=False,
        ) as client:
            client.headers.clear()
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_LOOKUPS, "sandbox-lookup"))
            self._client, self._slots = client, _new_slots()
            try:
                yield
            finally:
                self._client = None
                await self._stop()

    def start(self, state: StoreState, delivery: Delivery) -> None:
        """Begin a delivery. Returns at once; must be called in the loop that `running` was entered in.

        Raises:
            RuntimeError: outside `running`.
            ApiError: 404, if the hook's client has no account.
        """
        if self._client is None:
            raise RuntimeError("the sandbox is not running, so it cannot send webhooks")
        # A delivery outlives its hook, and the hook's account.
        secret = state.accounts.get(delivery.client_id).client_secret
        task = asyncio.get_running_loop().create_task(self._deliver(self._client, state, delivery, secret))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until every delivery is answered or given up, with those that these cause."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, client: httpx.AsyncClient, state: StoreState, delivery: Delivery, secret: str) -> None:
        while delivery.state == "pending":
            # The clock of an attempt starts when its turn comes: a burst must not time out in our own queue.
            async with self._slots[host_of(delivery.destination)]:
                delivery = delivery.after(await self._attempt(client, state, delivery, secret))
            self._note(state, delivery)
            if delivery.state == "pending":
                await asyncio.sleep((retry_after(len(delivery.attempts)) or 0) * self._retry_factor)
                if not state.goes_on(delivery):
                    delivery = replace(delivery, state="dropped")
                    state.record(delivery, self._clock())

    def _note(self, state: StoreState, delivery: Delivery) -> None:
        now = self._clock()
        switched_off = state.record(delivery, now)
        block = self.blocklist.block(delivery.client_id, delivery.destination, now)
        for event in state.exceptions.after(delivery, block, now, self._retry_factor, switched_off=switched_off):
            for notice in state.queue(event, now):
                self.start(state, notice)

    async def _attempt(self, client: httpx.AsyncClient, state: StoreState, delivery: Delivery, secret: str) -> Attempt:
        number, now = len(delivery.attempts) + 1, self._clock()
        if self.blocklist.block(delivery.client_id, delivery.destination, now):
            return Attempt(number, int(now), None, BLOCKED, 0, {})
        first = delivery.attempts[0].at if delivery.attempts else int(now)
        stamp = int(now) if state.choices.signs_anew else first
        attempt = await self._request(client, delivery, request_headers(delivery, secret, stamp), number)
        sent = Sent(self._clock(), attempt.failure)
        self.blocklist.count(delivery.client_id, delivery.destination, sent)
        return attempt

    async def _request(
        self, client: httpx.AsyncClient, delivery: Delivery, headers: dict[str, str], number: int
    ) -> Attempt:
        at, began = int(self._clock()), asyncio.get_running_loop().time()
        status, error = await self._post(client, delivery, headers)
        took = round((asyncio.get_running_loop().time() - began) * 1000)
        return Attempt(number, at, status, error, took, headers)

    async def _post(
        self, client: httpx.AsyncClient, delivery: Delivery, headers: dict[str, str]
    ) -> tuple[int | None, str | None]:
        try:
            # httpx's own limit is for each read, so an answer that trickles in would never meet it.
            async with asyncio.timeout(self._answer_seconds):
                answer = await client.post(delivery.destination, content=delivery.body, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            return None, f"no answer within {self._answer_seconds:g} s"
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, None


def _new_slots() -> defaultdict[str, asyncio.Semaphore]:
    return defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))
