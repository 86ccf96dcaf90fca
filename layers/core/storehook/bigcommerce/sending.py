"""Sending one store's calls: through the limiter, with the token, again where that is safe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from storehook.bigcommerce import answers, timeouts
from storehook.bigcommerce import rate_headers as rates
from storehook.bigcommerce.answers import TOO_MANY_REQUESTS, Answer
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.rate_headers import Budget
from storehook.errors import ApiUnavailable, Retry, Throttled


class Tokens(Protocol):
    """What proves to BigCommerce that a store let us in."""

    def of_store(self, store_hash: str, *, fresh: bool = False) -> str:
        """The store's token; `fresh` does not take one that is only remembered.

        Raises:
            StoreUnavailable: the store is paused, uninstalled or unknown, or its token cannot be decrypted.
        """
        ...


class RateLimiter(Protocol):
    """Keeps all consumers of a store below its rate quota, and never holds up one store for another."""

    def enter(self, store_hash: str, timeouts: float) -> None:
        """Wait for leave to send one request, at most `timeouts` seconds. `leave` must follow.

        Raises:
            Throttled: it would take longer.
        """
        ...

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        """Tell that the request has ended, and the budget that its answer stated; None if it stated none."""
        ...

    def block(self, store_hash: str, seconds: float) -> None:
        """Let nobody call the store for so many seconds: it has answered 429."""
        ...


MAX_THROTTLED = 3
"""How often one call is sent and answered 429 before the run is put back."""

MANY_CALLS = rates.QUOTA
"""After so many calls, an attempt that runs out of budget and time is not put back for free: it would do so forever."""


class Sender(Protocol):
    """Sends one store's calls."""

    @property
    def store_hash(self) -> str:
        """The store."""
        ...

    def send(self, call: Call) -> Any:
        """Send a call; gives the JSON of the answer, or None if it has no body.

        Raises:
            ApiError: BigCommerce did not do it.
            Throttled: the store's budget is used up for longer than there is time to wait.
            StoreUnavailable: the store is paused, uninstalled or unknown.
        """
        ...


class Transport(Protocol):
    """HTTP."""

    def send(self, store_hash: str, call: Call, token: str, read_timeout: float) -> Answer:
        """Send one request, whatever the answer.

        Raises:
            ApiUnavailable: there was no answer.
            AnswerTooLarge: there was too much of it.
        """
        ...


class Writes(Protocol):
    """What is told of each POST, PUT and DELETE."""

    def sending(self, store_hash: str, call: Call) -> None:
        """It is about to be sent, maybe once more. What this raises keeps it from being sent."""
        ...

    def answered(self, store_hash: str, call: Call, answer: object) -> None:
        """It was done; `answer` is the JSON of the answer."""
        ...


class Unwatched:
    """Lets all writes go: `Writes`."""

    def sending(self, store_hash: str, call: Call) -> None:
        """As `Writes.sending`."""

    def answered(self, store_hash: str, call: Call, answer: object) -> None:
        """As `Writes.answered`."""


@dataclass(frozen=True, slots=True)
class SenderResources:
    """What the senders of all stores share, for the life of the process.

    Args:
        transport: HTTP.
        tokens: the stores' tokens.
        limiter: the stores' rate limiter.
        sleep: waits for some seconds.
        random: gives a number from 0 up to 1.
        quota_wait: how long to wait for the store's budget, given the seconds left.
    """

    transport: Transport
    tokens: Tokens
    limiter: RateLimiter
    sleep: Callable[[float], object]
    random: Callable[[], float]
    quota_wait: Callable[[float], float] = timeouts.quota_wait


@dataclass(slots=True)
class StoreSender:
    """Sends one store's calls over HTTP: `Sender`.

    Args:
        store_hash: the store.
        resources: what all senders share.
        seconds_left: gives for how many seconds the function may still run.
        writes: told of each write.
        calls: how many requests were sent.
    """

    store_hash: str
    resources: SenderResources
    seconds_left: Callable[[], float]
    writes: Writes = field(default_factory=Unwatched)
    calls: int = 0

    def send(self, call: Call) -> Any:
        """As `Sender.send`."""
        answer = self._repeated(call)
        if call.method != "GET":
            self.writes.answered(self.store_hash, call, answer)
        return answer

    def _repeated(self, call: Call) -> Any:
        repeat = 0
        while True:
            try:
                return answers.read(call, self.store_hash, self._with_token(call))
            except ApiUnavailable as error:
                repeat += 1
                wait = timeouts.before_repeat(call, error, repeat, self.seconds_left(), self.resources.random)
                if wait is None:
                    raise
                self.resources.sleep(wait)

    def _with_token(self, call: Call) -> Answer:
        tokens = self.resources.tokens
        token = tokens.of_store(self.store_hash)
        answer = self._unthrottled(call, token)
        # The merchant may have installed the app anew since the token was remembered.
        if answer.status == 401 and (newer := tokens.of_store(self.store_hash, fresh=True)) != token:
            return self._unthrottled(call, newer)
        return answer

    def _unthrottled(self, call: Call, token: str) -> Answer:
        seconds = 0.0
        for _ in range(MAX_THROTTLED):
            answer = self._once(call, token)
            if answer.status != TOO_MANY_REQUESTS:
                return answer
            # Nothing was done, so that even a POST can be sent again.
            seconds = rates.block_after(answer.headers)
            self.resources.limiter.block(self.store_hash, seconds)
        raise Throttled(seconds)

    def _once(self, call: Call, token: str) -> Answer:
        self._wait_for_quota()
        answer = None
        try:
            read_timeout = timeouts.read_timeout(self.seconds_left())
            if read_timeout is None:
                raise self._no_time(call)
            if call.method != "GET":
                self.writes.sending(self.store_hash, call)
            self.calls += 1
            answer = self.resources.transport.send(self.store_hash, call, token, read_timeout)
            return answer
        finally:
            self.resources.limiter.leave(self.store_hash, rates.read(answer.headers) if answer else None)

    def _wait_for_quota(self) -> None:
        try:
            seconds = self.resources.quota_wait(self.seconds_left())
            self.resources.limiter.enter(self.store_hash, seconds)
        except Throttled as throttled:
            if self.calls < MANY_CALLS:
                raise
            message = f"The attempt made {self.calls} calls, and its time did not suffice for more: make fewer, or use "
            raise Retry(f'{message}the lane "long".', after=throttled.after) from throttled

    def _no_time(self, call: Call) -> ApiUnavailable:
        message = "The function's time is almost up; nothing was sent."
        error = ApiUnavailable(message, **call.where(self.store_hash))
        error.sent = False
        return error
