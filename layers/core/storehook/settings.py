"""Settings of each function, read from its environment. The template sets the variables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, get_type_hints

from storehook.errors import SettingsError
from storehook.queues.lanes import LANES
from storehook.webhooks.proofs import PROOFS, Proof

DAY = 24 * 3600
"""Seconds."""

MAX_SIGNATURE_AGE = 14 * DAY
"""Seconds. A delivery that is this old may wait in a queue for as long again. It is still recognized as a duplicate,
because a run is kept for at least 28 days (`RunsRetentionDays`)."""

type Environment = Mapping[str, str]


def _text(environment: Environment, name: str) -> str:
    if value := environment.get(name):
        return value
    raise SettingsError(name)


def _number(environment: Environment, name: str) -> float:
    try:
        return float(_text(environment, name))
    except ValueError as error:
        raise SettingsError(name) from error


def _optional(environment: Environment, name: str) -> str:
    return environment.get(name, "")


def _is_set(environment: Environment, name: str) -> bool:
    return name in environment


def _days(environment: Environment, name: str) -> float:
    return _number(environment, name) * DAY


def _signature_age(environment: Environment, name: str) -> float:
    return min(_number(environment, name), MAX_SIGNATURE_AGE)


def _words(environment: Environment, name: str) -> tuple[str, ...]:
    return tuple(environment.get(name, "").replace(",", " ").split())


def _proof(environment: Environment, name: str) -> Proof:
    value = _text(environment, name)
    for proof in PROOFS:
        if value == proof:
            return proof
    raise SettingsError(name)


def _public_url(environment: Environment, name: str) -> str:
    return _text(environment, name).replace("{api_id}", _text(environment, "API_ID")).rstrip("/")


def _lanes(environment: Environment, name: str) -> dict[str, str]:
    return {lane: _text(environment, name.replace("{LANE}", lane.upper())) for lane in LANES}


@dataclass(frozen=True, slots=True)
class Variable:
    """Environment variable. `{LANE}` in its name stands for each lane's name in capitals."""

    name: str
    meaning: str
    read: Callable[[Environment, str], object] = _text


class Settings:
    """Settings of a function. Each field is annotated with its variable."""

    __slots__ = ()

    @classmethod
    def variables(cls) -> dict[str, Variable]:
        """Return the variable of each field."""
        hints = get_type_hints(cls, include_extras=True)
        return {field: hint.__metadata__[0] for field, hint in hints.items()}

    @classmethod
    def of(cls, environment: Environment) -> Self:
        """Read the environment."""
        values: dict[str, Any] = {
            field: variable.read(environment, variable.name) for field, variable in cls.variables().items()
        }
        return cls(**values)


AppSecretArn = Annotated[str, Variable("APP_SECRET_ARN", "ARN of the secret with the app's client ID and secret.")]
AuditTable = Annotated[str, Variable("AUDIT_TABLE", "Table of the audit log.")]
BigCommerceUrl = Annotated[str, Variable("BIGCOMMERCE_URL", "Base URL of BigCommerce's API.")]
DeadLetterUrls = Annotated[
    Mapping[str, str], Variable("{LANE}_DEAD_LETTER_QUEUE_URL", "URL of each lane's dead-letter queue.", _lanes)
]
EnvironmentName = Annotated[
    str, Variable("ENVIRONMENT", "Environment in your settings file whose values apply. May be empty.", _optional)
]
IsLocal = Annotated[bool, Variable("AWS_ENDPOINT_URL", "Set only on the local AWS.", _is_set)]
KeySecretArn = Annotated[str, Variable("HOOK_SECRET_ARN", "ARN of the secret from which webhook keys are made.")]
PublicUrl = Annotated[
    str, Variable("PUBLIC_URL", "Base URL of the API. `{api_id}` in it stands for the value of `API_ID`.", _public_url)
]
QueueUrls = Annotated[Mapping[str, str], Variable("{LANE}_QUEUE_URL", "URL of each lane's queue.", _lanes)]
RateWindowsTable = Annotated[str, Variable("RATE_WINDOWS_TABLE", "Table of the stores' API quotas.")]
ReconcileQueueUrl = Annotated[str, Variable("RECONCILE_QUEUE_URL", "URL of the reconcile queue.")]
RecordsTable = Annotated[str, Variable("RECORDS_TABLE", "Table of records.")]
RunsRetention = Annotated[
    float, Variable("RUNS_RETENTION_DAYS", "Days for which a run is kept after it has ended.", _days)
]
RunsTable = Annotated[str, Variable("RUNS_TABLE", "Table of runs.")]
SecretTtl = Annotated[float, Variable("SECRET_TTL", "Seconds for which a secret is cached.", _number)]
StoresTable = Annotated[str, Variable("STORES_TABLE", "Table of stores.")]
TokenKey = Annotated[str, Variable("TOKEN_KEY", "KMS key that encrypts the stores' secrets.")]


@dataclass(frozen=True, slots=True)
class IngestSettings(Settings):
    """Settings of ingest."""

    queue_url: Annotated[str, Variable("QUEUE_URL", "URL of the queue of accepted deliveries.")]
    reconcile_queue_url: ReconcileQueueUrl
    app_secret_arn: AppSecretArn
    hook_secret_arn: KeySecretArn
    delivery_proof: Annotated[Proof, Variable("DELIVERY_PROOF", f"Proof of a delivery: {', '.join(PROOFS)}.", _proof)]
    stores_table: StoresTable
    token_key: TokenKey
    signature_max_age: Annotated[
        float, Variable("SIGNATURE_MAX_AGE", "Maximum age of a signature, in seconds.", _signature_age)
    ]
    secret_ttl: SecretTtl


@dataclass(frozen=True, slots=True)
class ConsumerSettings(Settings):
    """Settings of a consumer."""

    lane: Annotated[str, Variable("LANE", "The consumer's lane.")]
    queue_urls: QueueUrls
    dead_letter_url: Annotated[str, Variable("DEAD_LETTER_QUEUE_URL", "URL of the lane's dead-letter queue.")]
    runs_table: RunsTable
    records_table: RecordsTable
    stores_table: StoresTable
    rate_windows_table: RateWindowsTable
    token_key: TokenKey
    secrets_path: Annotated[str, Variable("SECRETS_PATH", "Path of your actions' secrets in Parameter Store.")]
    environment: EnvironmentName
    bigcommerce_url: BigCommerceUrl
    runs_retention: RunsRetention
    records_retention: Annotated[
        float,
        Variable("RECORDS_RETENTION_DAYS", "Days for which a record is kept after its last write. 0: forever.", _days),
    ]
    is_local: IsLocal


@dataclass(frozen=True, slots=True)
class ConnectSettings(Settings):
    """Settings of connect."""

    app_secret_arn: AppSecretArn
    stores_table: StoresTable
    token_key: TokenKey
    reconcile_queue_url: ReconcileQueueUrl
    app_scopes: Annotated[
        tuple[str, ...],
        Variable("APP_SCOPES", "OAuth scopes that a merchant must grant, separated by spaces or commas.", _words),
    ]
    login_url: Annotated[str, Variable("BIGCOMMERCE_LOGIN_URL", "Base URL of BigCommerce's login.")]
    public_url: PublicUrl
    secret_ttl: SecretTtl


@dataclass(frozen=True, slots=True)
class ReconcilerSettings(Settings):
    """Settings of the reconciler."""

    public_url: PublicUrl
    queue_url: ReconcileQueueUrl
    queue_urls: QueueUrls
    runs_table: RunsTable
    stores_table: StoresTable
    rate_windows_table: RateWindowsTable
    token_key: TokenKey
    environment: EnvironmentName
    bigcommerce_url: BigCommerceUrl
    hook_secret_arn: KeySecretArn
    runs_retention: RunsRetention


@dataclass(frozen=True, slots=True)
class TimerSettings(Settings):
    """Settings of the timer."""

    queue_urls: QueueUrls
    runs_table: RunsTable
    stores_table: StoresTable


@dataclass(frozen=True, slots=True)
class ConsoleSettings(Settings):
    """Settings of the console."""

    queue_urls: QueueUrls
    dead_letter_urls: DeadLetterUrls
    reconcile_queue_url: ReconcileQueueUrl
    reconciler: Annotated[str, Variable("RECONCILER", "Name of the reconciler's function.")]
    runs_table: RunsTable
    records_table: RecordsTable
    stores_table: StoresTable
    audit_table: AuditTable
    log_groups: Annotated[str, Variable("LOG_GROUPS", "Prefix of the names of the stack's log groups.")]
    region: Annotated[str, Variable("REGION", "AWS region.")]
    runs_retention: RunsRetention
    version: Annotated[str, Variable("VERSION", "Version of storehook.")]
    is_local: IsLocal
