"""This process as if it were a deployed function: with its environment, and nothing kept of another one's."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest

from storehook.aws import clients
from storehook_cli.local.local_stack import LocalStack


class Cached(Protocol):
    """Something that is made once a process."""

    def cache_clear(self) -> None:
        """Forget it."""
        ...


@contextmanager
def environment_of(stack: LocalStack, output: str, *others: Cached) -> Generator[None]:
    """Have the environment of a function.

    Args:
        stack: where it is deployed.
        output: the stack's output that names it.
        others: what else, besides the session of AWS, is made of the environment.
    """
    functions: Any = stack.emulator.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=stack.outputs()[output])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (configuration["Environment"]["Variables"] | stack.emulator.credentials).items():
            patch.setenv(name, value)
        _forget(clients.session, *others)
        yield
        _forget(clients.session, *others)


def _forget(*every: Cached) -> None:
    for cached in every:
        cached.cache_clear()
