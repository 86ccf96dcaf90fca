"""A hint repeats the options that selected the stack, so that it speaks to the same stack."""

import pytest
from tests.support.storehook_command import Storehook


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--local",), "storehook runs list --since 30d --local"),
        (("--stack-name", "shop", "--region", "eu-west-1"), "--since 30d --stack-name shop --region eu-west-1"),
        (("--config-env", "prod"), "storehook runs list --since 30d --config-env prod"),
        ((), "storehook runs list --since 30d\n"),
    ],
)
def test_an_empty_list_hints_at_the_same_stack(storehook: Storehook, words: tuple[str, ...], hint: str) -> None:
    assert hint in storehook("runs", "list", "--state", "failed", *words).stderr


def test_what_an_earlier_command_was_given_is_not_repeated(storehook: Storehook) -> None:
    storehook("runs", "list", "--state", "failed", "--local")

    assert "--local" not in storehook("runs", "list", "--state", "failed").stderr


@pytest.mark.parametrize("variable", ["STOREHOOK_STACK", "AWS_REGION"])
def test_a_variable_of_the_environment_is_no_option(storehook: Storehook, variable: str) -> None:
    assert "--region" not in storehook("runs", "list", "--state", "failed", env={variable: "eu-west-1"}).stderr
