"""An action has the settings of its stack's environment; what does not fit is told with its file, table and key."""

from collections.abc import Callable

import pytest
from pydantic import BaseModel

from storehook import Context, Params, action
from storehook.actions.own_settings import own_settings, settings_of
from storehook.errors import SettingsInvalid, SettingsMissing
from storehook.testing import ActionEnvironment

MODEL = """
from pydantic import BaseModel

class Api(BaseModel):
    url: str
    timeout: int = 5

class Settings(BaseModel):
    sender: str
    api: Api
"""
VALUES = """
[default]
sender = "shop@example.com"
api = {url = "https://test.example.com", timeout = 9}
[prod]
api = {url = "https://example.com"}
[empty]
"""

type Declare = Callable[..., None]


@pytest.fixture
def declare(declare_settings: Declare) -> Declare:
    """Writes settings.py and settings.toml where the actions would be imported from."""

    def write(values: str | bytes | None = VALUES, model: str | None = MODEL) -> None:
        declare_settings(values, model)

    return write


def told(environment: str = "") -> str:
    """Return the message about invalid settings."""
    with pytest.raises(SettingsInvalid) as caught:
        settings_of(environment)
    return str(caught.value)


@pytest.mark.parametrize("environment", ["", "default", "empty"])
def test_the_default_holds_where_an_environment_says_nothing_else(declare: Declare, environment: str) -> None:
    declare()

    assert settings_of(environment).model_dump() == {
        "sender": "shop@example.com",
        "api": {"url": "https://test.example.com", "timeout": 9},
    }


def test_an_environment_says_what_is_different_there_in_tables_within_too(declare: Declare) -> None:
    declare()

    assert settings_of("prod").model_dump() == {
        "sender": "shop@example.com",
        "api": {"url": "https://example.com", "timeout": 9},
    }


def test_an_environment_without_a_table_is_told_and_not_taken_for_the_default(declare: Declare) -> None:
    declare()

    assert "settings.toml has no table [production]" in told("production")


@pytest.mark.parametrize(
    ("values", "environment", "text"),
    [
        ('[default]\napi = {url = "u"}', "", "settings.toml: [default] sender: is missing"),
        ('[default]\nsender = "s"\n[prod]\napi = {timeout = 3}', "prod", "[prod] api.url: is missing"),
        (f"{VALUES}\n[dev]\nsendr = 's'", "dev", "[dev] sendr: settings.py has no such setting"),
        (f"{VALUES}\n[dev]\napi = {{tiemout = 1}}", "dev", "[dev] api.tiemout: settings.py has no such setting"),
        (f"{VALUES}\n[dev]\nsender = 3", "dev", "[dev] sender: Input should be a valid string."),
        (VALUES.replace("9", "'x'"), "prod", "[default] api.timeout: Input should be a valid integer"),
    ],
)
def test_what_does_not_fit_is_told_with_its_file_its_table_and_its_key(
    declare: Declare, values: str, environment: str, text: str
) -> None:
    declare(values)

    assert text in told(environment)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ("sender = 's'", "sender isn't in a table. Put it below [default]"),
        ("[default", "settings.toml isn't valid TOML"),
        (b"\xff", "settings.toml isn't valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read_as_tables_is_told(declare: Declare, values: str | bytes, text: str) -> None:
    declare(values)

    assert text in told()


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("import nothing_of_that_name", "settings.py cannot be imported: ModuleNotFoundError"),
        ("Settings = dict", "no `class Settings(BaseModel)`"),
        ("", "no `class Settings(BaseModel)`"),
    ],
)
def test_a_module_without_a_model_is_told(declare: Declare, model: str, text: str) -> None:
    declare(model=model)

    assert text in told()


def test_a_model_whose_fields_all_have_defaults_needs_no_values(declare: Declare) -> None:
    declare(None, "from pydantic import BaseModel\nclass Settings(BaseModel):\n    sender: str = 's'\n")

    assert settings_of("").model_dump() == {"sender": "s"}


def test_every_environment_is_checked(declare: Declare) -> None:
    declare(f"{VALUES}\n[dev]\nsender = 3")
    declared = own_settings()

    assert declared is not None
    with pytest.raises(SettingsInvalid, match=r"\[dev\] sender"):
        declared.check()


def test_who_declares_none_needs_none_until_he_asks_and_is_then_told_what_to_write(declare: Declare) -> None:
    declare(None, None)

    assert own_settings() is None
    with pytest.raises(SettingsMissing, match=r"functions/worker/settings\.py"):
        settings_of("prod")


class Sender(BaseModel):
    """Settings of these tests."""

    sender: str = "shop@example.com"


@action()
def tell_sender(_params: Params, ctx: Context) -> str:
    return ctx.settings.sender


def test_in_tests_an_action_has_the_settings_that_it_is_given() -> None:
    assert ActionEnvironment(settings=Sender(sender="me@example.com")).run(tell_sender) == "me@example.com"


def test_in_tests_none_are_taken_from_the_project_unseen() -> None:
    with pytest.raises(SettingsMissing, match="ActionEnvironment"):
        ActionEnvironment().run(tell_sender)
