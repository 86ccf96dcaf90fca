"""Sender of one store's calls: waits for quota, adds the token, and repeats calls where that is safe."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.bigcommerce import answers, timeouts
from storehook.bigcommerce import rate_headers as rates
from storehook.bigcommerce.answers import TOO_MANY_REQUESTS, Answer
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.tokens import CachedTokens
from storehook.errors import ApiUnavailable, Retry, Throttled


class RateLimiter(Protocol):
    """Limiter that keeps all consumers of a store below its API quota. No store waits for another."""

    def enter(self, store_hash: str, max_wait: float) -> None:
        """Wait until one request may be sent, at most `max_wait` seconds. `leave` must follow.

        Raises:
            Throttled: it would take longer.
        """
        ...

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        """Note that the request has ended, and the budget that its answer stated, if any."""
        ...

    def block(self, store_hash: str, seconds: float) -> None:
        """Let nobody call the store for so many seconds, because it answered 429."""
        ...


MAX_THROTTLED = 3
"""Number of 429 answers to one call after which the run is deferred."""

MANY_CALLS = rates.QUOTA
"""Number of calls from which running out of quota and time counts as an attempt. Otherwise the run could repeat them
forever.
"""


class Sender(Protocol):
    """Sender of one store's calls."""

    @property
    def store_hash(self) -> str:
        """Hash of the store."""
        ...

    def send(self, call: Call) -> Any:
        """Send a call. Return the JSON of the answer, or None if it has no body. `client.Api` names its errors."""
        ...


class Transport(Protocol):
    """HTTP transport."""

    def send(self, store_hash: str, call: Call, token: str, read_timeout: float) -> Answer:
        """Send one request. Return the answer, with any status.

        Raises:
            ApiUnavailable: no answer came.
            AnswerTooLarge: the answer is too large.
        """
        ...


class Writes(Protocol):
    """Observer of each POST, PUT and DELETE."""

    def sending(self, store_hash: str, call: Call) -> None:
        """Note that the call is about to be sent, or repeated. An exception prevents it."""
        ...

    def answered(self, store_hash: str, call: Call, answer: object) -> None:
        """Note that the call succeeded. `answer` is the JSON of the answer."""
        ...


@dataclass(frozen=True, slots=True)
class SenderResources:
    """Objects that the senders of all stores share, for the life of the process."""

    transport: Transport
    tokens: CachedTokens
    limiter: RateLimiter
    sleep: Callable[[float], object]
    random: Callable[[], float]
    quota_wait: Callable[[float], float] = timeouts.quota_wait


@dataclass(slots=True)
class StoreSender:
    """Sender of one store's calls over HTTP: `Sender`. `calls` counts the requests that it has sent."""

    store_hash: str
    resources: SenderResources
    seconds_left: Callable[[], float]
    writes: Writes | None = None
    calls: int = 0

    def send(self, call: Call) -> Any:
        """As `Sender.send`."""
        answer = self._repeated(call)
        if self.writes and call.method != "GET":
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
        # The merchant may have reinstalled the app since the token was remembered.
        if answer.status == 401 and (newer := tokens.of_store(self.store_hash, fresh=True)) != token:
            return self._unthrottled(call, newer)
        return answer

    def _unthrottled(self, call: Call, token: str) -> Answer:
        seconds = 0.0
        for _ in range(MAX_THROTTLED):
            answer = self._once(call, token)
            if answer.status != TOO_MANY_REQUESTS:
                return answer
            # A 429 means that nothing was done, so even a POST can be sent again.
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
            if self.writes and call.method != "GET":
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
            message = f"The attempt made {self.calls} calls, and then had no time left to wait for quota."
            raise Retry(f'{message} Make fewer calls, or use the lane "long".', after=throttled.after) from throttled

    def _no_time(self, call: Call) -> ApiUnavailable:
        message = "The function's time is almost up. Nothing was sent."
        error = ApiUnavailable(message, **call.where(self.store_hash))
        error.sent = False
        return error
