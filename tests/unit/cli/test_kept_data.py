"""Losses of an update to a template are found before it happens."""

import pytest
from tests.support.repository import ROOT

from storehook_cli.authoring.kept_data import lost
from storehook_cli.authoring.template import parsed
from storehook_cli.errors import CommandError

TEMPLATE = (ROOT / "template.yaml").read_text()

RUNS = "  Runs:\n    Type: AWS::DynamoDB::Table\n"


def found(before: str, after: str) -> list[str]:
    """Return the losses if a text in the template is replaced by another."""
    new = TEMPLATE.replace(before, after, 1)
    assert new != TEMPLATE or before == after
    return list(lost(parsed(TEMPLATE.encode(), "before"), parsed(new.encode(), "after")))


def test_a_template_that_is_as_it_was_loses_nothing() -> None:
    assert found("", "") == []


def test_what_holds_nothing_may_be_another() -> None:
    assert found("  RateWindows:", "  Rates:") == []


def test_a_table_of_another_name_is_gone_with_its_rows() -> None:
    assert found(RUNS, RUNS.replace("Runs", "AllRuns")) == ["Runs would be deleted, and with it its rows"]


def test_a_queue_that_becomes_something_else_is_gone_with_its_messages() -> None:
    queue = "  DefaultQueue:\n    Type: AWS::SQS::Queue\n"

    assert found(queue, queue.replace("SQS::Queue", "SNS::Topic")) == [
        "DefaultQueue would be deleted, and with it its messages"
    ]


def test_a_secret_that_a_condition_may_take_away_is_gone_with_its_value() -> None:
    secret = "  HookSecret: # the key in the header of each of our webhooks is derived from it\n"

    assert found(secret, f"{secret}    Condition: HasAlarms\n") == [
        "HookSecret would be deleted, and with it its value"
    ]


def test_a_table_with_another_key_is_made_anew() -> None:
    keys = "{AttributeName: pk, KeyType: HASH}"

    assert found(keys, keys.replace("pk", "store")) == [
        "Runs would be replaced because its KeySchema changes, and its rows would be lost"
    ]


def test_a_secret_that_is_made_otherwise_has_another_value() -> None:
    assert found("PasswordLength: 64", "PasswordLength: 65") == [
        "AppSecret would be replaced because its GenerateSecretString changes, and its value would be lost"
    ]


def test_a_queue_that_gets_a_name_is_made_anew() -> None:
    timeout = "      VisibilityTimeout: 360 "

    assert found(timeout, f"      QueueName: mine\n{timeout}") == [
        "DefaultQueue would be replaced because its QueueName changes, and its messages would be lost"
    ]


@pytest.mark.parametrize("content", ["<<<<<<< yours\nA: 1\n=======\n", "", "[]", "Resources: 1"])
def test_what_is_no_template_is_said_to_be_none(content: str) -> None:
    with pytest.raises(CommandError, match="yours is not a valid template"):
        parsed(content.encode(), "yours")
