"""This process in the role of a deployed function: with its environment, and without another one's caches."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest

from storehook.aws import clients
from storehook_cli.local.local_stack import LocalStack


class CachedFunction(Protocol):
    """A value that is cached per process."""

    def cache_clear(self) -> None:
        """Clear the cache."""
        ...


@contextmanager
def environment_of(stack: LocalStack, output: str, *others: CachedFunction) -> Generator[None]:
    """Set the environment of a function.

    Args:
        output: the stack's output that names the function.
        others: caches to clear besides the AWS session.
    """
    functions: Any = stack.emulator.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=stack.outputs()[output])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (configuration["Environment"]["Variables"] | stack.emulator.credentials).items():
            patch.setenv(name, value)
        _forget(clients.session, *others)
        yield
        _forget(clients.session, *others)


def _forget(*every: CachedFunction) -> None:
    for cached in every:
        cached.cache_clear()
