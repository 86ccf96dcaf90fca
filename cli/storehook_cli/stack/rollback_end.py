"""End of a rollback: a deploy makes its own code live. A deploy that fails leaves the stack rolled back.

A deploy moves the alias of a function only if it publishes a new version of that function. If it fails, CloudFormation
moves the aliases back to the versions of the deploy before, which are those that somebody rolled back.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.errors import CommandError
from storehook_cli.stack.aws_errors import explain
from storehook_cli.stack.deployment import on_aws
from storehook_cli.stack.deploys import Versions
from storehook_cli.stack.live_code import LiveCode
from storehook_cli.stack.sam_config import SamConfig
from storehook_cli.views.pasting import hint


def rolled_back(config: SamConfig) -> Versions:
    """Return the live versions of the functions that are rolled back.

    Empty if the stack does not exist, or if AWS does not answer: `sam` then reports that.
    """
    try:
        return _code(config).rolled_back() if config.stack_name else {}
    except (CommandError, BotoCoreError, ClientError):
        return {}


def keep(config: SamConfig, before: Versions) -> None:
    """Make these versions live again, after a deploy that failed."""
    if before:
        with _explained("The deploy failed, and the stack may not be rolled back any more"):
            _code(config).move(before)


def end(config: SamConfig, is_wanted: Callable[[], bool]) -> None:
    """Make the code of the newest deploy live where the stack is rolled back.

    Args:
        is_wanted: answers, after a deploy that left functions rolled back, if its code is to be live.
    """
    if not config.stack_name:
        return
    with _explained("The deploy succeeded, but an earlier rollback may keep its code from being live"):
        code = _code(config)
        if code.rolled_back() and is_wanted():
            code.go_live()


def _code(config: SamConfig) -> LiveCode:
    return LiveCode(on_aws(config.stack_name or "", config.region))


@contextmanager
def _explained(consequence: str) -> Generator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"{consequence}. {explain(error)} To see what is live: {hint('doctor')}") from error
