"""An action has a secret by its name, and what there is none of says how it is set."""

import logging

import pytest

from storehook import Context, Params, SecretMissing, action
from storehook.actions.secrets import Secrets, is_secret_name
from storehook.runs.failure import describe
from storehook.runs.retries import Again, Retries, decide
from storehook.testing import ActionEnvironment
from storehook.testing.memory import MemorySecretTexts

CANARY = "canary-us6"


def secrets() -> Secrets:
    return Secrets(MemorySecretTexts({"mailchimp": CANARY}))


def test_a_secret_is_given_by_its_name() -> None:
    assert secrets()["mailchimp"] == CANARY


def test_a_secret_that_there_is_none_of_says_which_command_sets_it() -> None:
    with pytest.raises(SecretMissing, match="storehook secrets set mailchimpp"):
        _ = secrets()["mailchimpp"]


@pytest.mark.parametrize("name", ["", "a/b", "mailchimp:1", "../mailchimp"])
def test_what_cannot_be_a_secrets_name_is_not_even_asked_for(name: str) -> None:
    with pytest.raises(SecretMissing):
        _ = Secrets(MemorySecretTexts({name: CANARY}))[name]


def test_a_run_whose_secret_is_missing_is_tried_again_as_it_may_be_set_meanwhile() -> None:
    assert isinstance(decide(SecretMissing("mailchimp"), 1, Retries(), lambda: 0.5), Again)


@pytest.mark.parametrize("name", ["a", "mailchimp.key_2-b", "9" * 100])
def test_a_name_that_parameter_store_takes_as_it_is_can_be_a_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["", "-a", "a b", "a/b", "a:1", "ä", "9" * 101, "a\n"])
def test_a_name_that_parameter_store_would_read_otherwise_cannot(name: str) -> None:
    assert not is_secret_name(name)


@action()
def fails(_params: Params, ctx: Context) -> None:
    key = ctx.secrets["mailchimp"]
    ctx.logger.warning("It fails", extra={"secrets": ctx.secrets, "context": ctx})
    raise ConnectionError(f"{ctx} knows a key of {len(key)} characters")


def test_neither_reprs_nor_logs_nor_what_is_kept_of_a_failure_show_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    environment = ActionEnvironment(secrets={"mailchimp": CANARY})
    with caplog.at_level(logging.DEBUG), pytest.raises(ConnectionError) as caught:
        environment.run(fails)

    shown = [repr(environment), repr(describe(caught.value)), *(repr(vars(record)) for record in caplog.records)]
    assert [text for text in shown if CANARY in text] == []


def test_in_tests_an_action_has_the_secrets_that_it_is_given_and_no_others() -> None:
    with pytest.raises(ConnectionError):
        ActionEnvironment(secrets={"mailchimp": "x"}).run(fails)
    with pytest.raises(SecretMissing):
        ActionEnvironment().run(fails)
