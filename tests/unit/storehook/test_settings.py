"""Settings that a function reads from its environment, and its message about a missing one."""

from collections.abc import Iterator, Mapping

import pytest
from tests.support.environment import SCRUBBED

from storehook.errors import SettingsError
from storehook.settings import (
    ConnectSettings,
    ConsoleSettings,
    ConsumerSettings,
    IngestSettings,
    ReconcilerSettings,
    Settings,
    TimerSettings,
)
from storehook.webhooks.proofs import PROOFS

INGEST = {
    "QUEUE_URL": "https://sqs/queue",
    "RECONCILE_QUEUE_URL": "https://sqs/reconcile",
    "APP_SECRET_ARN": "arn:secret",
    "HOOK_SECRET_ARN": "arn:hook",
    "DELIVERY_PROOF": "signature",
    "STORES_TABLE": "stores",
    "TOKEN_KEY": "arn:key",
    "SIGNATURE_MAX_AGE": "176400",
    "SECRET_TTL": "60",
}
CONSUMER = {
    "LANE": "long",
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "DEAD_LETTER_QUEUE_URL": "https://sqs/dead",
    "RUNS_TABLE": "runs",
    "RECORDS_TABLE": "records",
    "STORES_TABLE": "stores",
    "RATE_WINDOWS_TABLE": "windows",
    "TOKEN_KEY": "arn:key",
    "SECRETS_PATH": "/storehook/shop/secrets",
    "ENVIRONMENT": "prod",
    "BIGCOMMERCE_URL": "https://api.example.com",
    "RUNS_RETENTION_DAYS": "30",
    "RECORDS_RETENTION_DAYS": "90",
}
CONNECT = {
    "APP_SECRET_ARN": "arn:secret",
    "STORES_TABLE": "stores",
    "TOKEN_KEY": "arn:key",
    "RECONCILE_QUEUE_URL": "https://sqs/reconcile",
    "APP_SCOPES": "store_v2_orders store_v2_products",
    "BIGCOMMERCE_LOGIN_URL": "https://login.example.com",
    "PUBLIC_URL": "https://{api_id}.example.com/",
    "API_ID": "a1b2c3",
    "SECRET_TTL": "60",
}
MAY_BE_EMPTY = {"APP_SCOPES", "ENVIRONMENT"}
RECONCILER = {
    "PUBLIC_URL": "https://{api_id}.example.com/live",
    "API_ID": "a1b2c3",
    "RECONCILE_QUEUE_URL": "https://sqs/reconcile",
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "RUNS_TABLE": "runs",
    "STORES_TABLE": "stores",
    "RATE_WINDOWS_TABLE": "windows",
    "TOKEN_KEY": "arn:key",
    "ENVIRONMENT": "prod",
    "BIGCOMMERCE_URL": "https://api.example.com",
    "HOOK_SECRET_ARN": "arn:hook-secret",
    "RUNS_RETENTION_DAYS": "30",
}
TIMER = {
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "RUNS_TABLE": "runs",
    "STORES_TABLE": "stores",
}
CONSOLE = TIMER | {
    "DEFAULT_DEAD_LETTER_QUEUE_URL": "https://sqs/default-dead",
    "LONG_DEAD_LETTER_QUEUE_URL": "https://sqs/long-dead",
    "RECONCILE_QUEUE_URL": "https://sqs/reconcile",
    "RECONCILER": "shop-Reconciler",
    "AUDIT_TABLE": "audit",
    "RECORDS_TABLE": "records",
    "LOG_GROUPS": "/storehook/shop/",
    "REGION": "us-east-1",
    "RUNS_RETENTION_DAYS": "30",
    "VERSION": "0.3.0",
}
ALL = [
    (IngestSettings, INGEST),
    (ConsumerSettings, CONSUMER),
    (ConnectSettings, CONNECT),
    (ReconcilerSettings, RECONCILER),
    (TimerSettings, TIMER),
    (ConsoleSettings, CONSOLE),
]
EACH = [(settings, variables, name) for settings, variables in ALL for name in variables if name not in MAY_BE_EMPTY]
NUMBERS = [each for each in EACH if each[2].endswith(("_MAX_AGE", "_TTL", "_RETENTION_DAYS"))]


class Watched(Mapping[str, str]):
    """An environment that keeps which variables were asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.variables)

    def __len__(self) -> int:
        return len(self.variables)


def test_ingests_settings_are_read() -> None:
    expected = IngestSettings(
        queue_url="https://sqs/queue",
        reconcile_queue_url="https://sqs/reconcile",
        app_secret_arn="arn:secret",
        hook_secret_arn="arn:hook",
        delivery_proof="signature",
        stores_table="stores",
        token_key="arn:key",
        signature_max_age=176_400,
        secret_ttl=60,
    )

    assert IngestSettings.of(INGEST) == expected


def test_no_signature_counts_for_longer_than_a_run_that_was_queued_for_14_days_is_sure_to_be_known() -> None:
    a_month = IngestSettings.of(INGEST | {"SIGNATURE_MAX_AGE": "2592000"})

    assert a_month.signature_max_age == 14 * 86_400


@pytest.mark.parametrize("proof", PROOFS)
def test_each_proof_of_a_delivery_is_known(proof: str) -> None:
    assert IngestSettings.of(INGEST | {"DELIVERY_PROOF": proof}).delivery_proof == proof


@pytest.mark.parametrize("text", ["Signature", "key", "none", " "])
def test_what_proves_no_delivery_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="DELIVERY_PROOF"):
        IngestSettings.of(INGEST | {"DELIVERY_PROOF": text})


def test_a_consumers_settings_are_read() -> None:
    settings = ConsumerSettings.of(CONSUMER)

    assert (settings.lane, settings.dead_letter_url, settings.runs_table) == ("long", "https://sqs/dead", "runs")
    assert settings.queue_urls == {"default": "https://sqs/default", "long": "https://sqs/long"}
    assert (settings.runs_retention, settings.records_retention) == (30 * 86_400, 90 * 86_400)
    assert (settings.records_table, settings.stores_table) == ("records", "stores")
    assert (settings.rate_windows_table, settings.token_key) == ("windows", "arn:key")
    assert settings.bigcommerce_url == "https://api.example.com"


def test_no_days_keep_records_for_ever() -> None:
    assert ConsumerSettings.of(CONSUMER | {"RECORDS_RETENTION_DAYS": "0"}).records_retention == 0.0


def test_connects_settings_are_read() -> None:
    assert ConnectSettings.of(CONNECT) == ConnectSettings(
        app_secret_arn="arn:secret",
        stores_table="stores",
        token_key="arn:key",
        reconcile_queue_url="https://sqs/reconcile",
        app_scopes=("store_v2_orders", "store_v2_products"),
        login_url="https://login.example.com",
        public_url="https://a1b2c3.example.com",
        secret_ttl=60,
    )


@pytest.mark.parametrize("there", [True, False])
def test_connect_needs_no_scopes(there: bool) -> None:
    others = {name: value for name, value in CONNECT.items() if name not in MAY_BE_EMPTY}

    settings = ConnectSettings.of(others | (dict.fromkeys(MAY_BE_EMPTY, "") if there else {}))

    assert settings.app_scopes == ()


def test_the_reconcilers_settings_are_read() -> None:
    assert ReconcilerSettings.of(RECONCILER) == ReconcilerSettings(
        public_url="https://a1b2c3.example.com/live",
        queue_url="https://sqs/reconcile",
        queue_urls={"default": "https://sqs/default", "long": "https://sqs/long"},
        runs_table="runs",
        stores_table="stores",
        rate_windows_table="windows",
        token_key="arn:key",
        environment="prod",
        bigcommerce_url="https://api.example.com",
        hook_secret_arn="arn:hook-secret",
        runs_retention=30 * 86_400,
    )


def test_the_consoles_settings_are_read() -> None:
    settings = ConsoleSettings.of(CONSOLE)

    assert settings.dead_letter_urls == {"default": "https://sqs/default-dead", "long": "https://sqs/long-dead"}
    assert (settings.reconciler, settings.runs_retention) == ("shop-Reconciler", 30 * 86_400)


@pytest.mark.parametrize("is_local", [True, False])
def test_the_console_is_local_where_the_address_of_aws_is_set(is_local: bool) -> None:
    address = {"AWS_ENDPOINT_URL": "http://127.0.0.1"} if is_local else {}

    assert ConsoleSettings.of(CONSOLE | address).is_local is is_local


def test_a_public_url_that_does_not_name_the_api_is_complete_and_loses_the_slash_at_its_end() -> None:
    settings = ReconcilerSettings.of(RECONCILER | {"PUBLIC_URL": "https://hooks.example.com/live/"})

    assert settings.public_url == "https://hooks.example.com/live"


@pytest.mark.parametrize(("settings", "variables", "name"), EACH)
@pytest.mark.parametrize("there", [True, False])
def test_a_missing_or_empty_variable_is_named(
    settings: type[Settings], variables: dict[str, str], name: str, there: bool
) -> None:
    others = {other: value for other, value in variables.items() if other != name}

    with pytest.raises(SettingsError, match=f"The environment variable {name} is missing or invalid"):
        settings.of(others | {name: ""} if there else others)


@pytest.mark.parametrize(("settings", "variables", "name"), NUMBERS)
def test_a_number_that_is_none_is_named(settings: type[Settings], variables: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings.of(variables | {name: "a while"})


@pytest.mark.parametrize(("settings", "variables"), ALL)
def test_the_unit_tests_environment_is_free_of_every_variable(
    settings: type[Settings], variables: dict[str, str]
) -> None:
    environment = Watched(variables)

    settings.of(environment)

    asked = environment.asked - {"AWS_ENDPOINT_URL"}
    assert asked == variables.keys()
    assert asked <= SCRUBBED
