"""What each function is told by its environment; the template sets it. One frozen model a function."""

from collections.abc import Mapping
from dataclasses import dataclass

from storehook.errors import SettingsError
from storehook.queues.lanes import LANES
from storehook.webhooks.webhook_key import PROOFS, Proof

DAY = 24 * 3600
"""Seconds."""

LONGEST_SIGNATURE = 14 * DAY
"""How old a signature may be at most. What is sent again then may wait in a queue for as long, and is a duplicate all
the same: a run is kept for at least 28 days (`RunsRetentionDays`)."""


def text(environment: Mapping[str, str], name: str) -> str:
    """A variable that must say something.

    Raises:
        SettingsError: it is missing or empty.
    """
    if not (found := environment.get(name)):
        raise SettingsError(name)
    return found


def number(environment: Mapping[str, str], name: str) -> float:
    """A variable that is a number.

    Raises:
        SettingsError: it is none.
    """
    try:
        return float(text(environment, name))
    except ValueError as error:
        raise SettingsError(name) from error


def lanes(environment: Mapping[str, str], suffix: str = "QUEUE_URL") -> dict[str, str]:
    """What the environment says of each lane, such as its queue.

    Raises:
        SettingsError: it says nothing of one.
    """
    return {lane: text(environment, f"{lane.upper()}_{suffix}") for lane in LANES}


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Ingest's.

    Args:
        queue_url: where accepted deliveries go.
        reconcile_queue_url: where BigCommerce's delivery exceptions go.
        app_secret_arn: the secret with the app's client secret.
        hook_secret_arn: the secret that webhooks' keys are made with.
        delivery_proof: what proves a delivery.
        stores_table: the table of stores.
        token_key: the KMS key that the stores' secrets are encrypted with.
        signature_max_age: how old a signature may be, in seconds.
        secret_ttl: how long a secret is used without asking again, in seconds.
    """

    queue_url: str
    reconcile_queue_url: str
    app_secret_arn: str
    hook_secret_arn: str
    delivery_proof: Proof
    stores_table: str
    token_key: str
    signature_max_age: float
    secret_ttl: float

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "IngestSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing, not a number, or neither true nor false.
        """
        return cls(
            queue_url=text(environment, "QUEUE_URL"),
            reconcile_queue_url=text(environment, "RECONCILE_QUEUE_URL"),
            app_secret_arn=text(environment, "APP_SECRET_ARN"),
            hook_secret_arn=text(environment, "HOOK_SECRET_ARN"),
            delivery_proof=_delivery_proof(environment),
            stores_table=text(environment, "STORES_TABLE"),
            token_key=text(environment, "TOKEN_KEY"),
            signature_max_age=min(number(environment, "SIGNATURE_MAX_AGE"), LONGEST_SIGNATURE),
            secret_ttl=number(environment, "SECRET_TTL"),
        )


@dataclass(frozen=True, slots=True)
class ConsumerSettings:
    """A consumer's.

    Args:
        lane: its lane.
        queue_urls: each lane's queue.
        dead_letter_url: its own lane's dead-letter queue.
        runs_table: the table of runs.
        records_table: the table of records.
        stores_table: the table of stores.
        rate_windows_table: the table of the stores' rate windows.
        token_key: the KMS key that the stores' tokens are encrypted with.
        secrets_path: where the author's own secrets are, in Parameter Store.
        environment: which of the author's settings hold; may be empty.
        bigcommerce_url: where BigCommerce's API is.
        runs_retention: how long a run is kept after its last change, in seconds.
        records_retention: how long a record is kept after its last write, in seconds; 0 for ever.
    """

    lane: str
    queue_urls: Mapping[str, str]
    dead_letter_url: str
    runs_table: str
    records_table: str
    stores_table: str
    rate_windows_table: str
    token_key: str
    secrets_path: str
    environment: str
    bigcommerce_url: str
    runs_retention: float
    records_retention: float

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "ConsumerSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing or not a number.
        """
        return cls(
            lane=text(environment, "LANE"),
            queue_urls=lanes(environment),
            dead_letter_url=text(environment, "DEAD_LETTER_QUEUE_URL"),
            runs_table=text(environment, "RUNS_TABLE"),
            records_table=text(environment, "RECORDS_TABLE"),
            stores_table=text(environment, "STORES_TABLE"),
            rate_windows_table=text(environment, "RATE_WINDOWS_TABLE"),
            token_key=text(environment, "TOKEN_KEY"),
            secrets_path=text(environment, "SECRETS_PATH"),
            environment=environment.get("ENVIRONMENT", ""),
            bigcommerce_url=text(environment, "BIGCOMMERCE_URL"),
            runs_retention=number(environment, "RUNS_RETENTION_DAYS") * DAY,
            records_retention=number(environment, "RECORDS_RETENTION_DAYS") * DAY,
        )


@dataclass(frozen=True, slots=True)
class ConnectSettings:
    """Connect's.

    Args:
        app_secret_arn: the secret with the app's client id and client secret.
        stores_table: the table of stores.
        token_key: the KMS key that the stores' tokens are encrypted with.
        reconcile_queue_url: where tasks for the reconciler go.
        app_scopes: the OAuth scopes that a merchant must grant, separated by spaces or commas; may be none.
        login_url: where BigCommerce's login is.
        public_url: the API's own address, without a slash at its end.
        secret_ttl: how long a secret is used without asking again, in seconds.
    """

    app_secret_arn: str
    stores_table: str
    token_key: str
    reconcile_queue_url: str
    app_scopes: tuple[str, ...]
    login_url: str
    public_url: str
    secret_ttl: float

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "ConnectSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing or not a number.
        """
        return cls(
            app_secret_arn=text(environment, "APP_SECRET_ARN"),
            stores_table=text(environment, "STORES_TABLE"),
            token_key=text(environment, "TOKEN_KEY"),
            reconcile_queue_url=text(environment, "RECONCILE_QUEUE_URL"),
            app_scopes=tuple(environment.get("APP_SCOPES", "").replace(",", " ").split()),
            login_url=text(environment, "BIGCOMMERCE_LOGIN_URL"),
            public_url=_public_url(environment),
            secret_ttl=number(environment, "SECRET_TTL"),
        )


@dataclass(frozen=True, slots=True)
class ReconcilerSettings:
    """The reconciler's.

    Args:
        public_url: where BigCommerce reaches ingest, without a slash at its end.
        queue_url: the reconcile queue.
        queue_urls: each lane's queue.
        runs_table: the table of runs.
        stores_table: the table of stores.
        rate_windows_table: the table of the stores' rate windows.
        token_key: the KMS key that the stores' tokens are encrypted with.
        environment: which of the author's settings hold; may be empty.
        bigcommerce_url: where BigCommerce's API is.
        hook_secret_arn: the secret that webhooks' keys are made with.
    """

    public_url: str
    queue_url: str
    queue_urls: Mapping[str, str]
    runs_table: str
    stores_table: str
    rate_windows_table: str
    token_key: str
    environment: str
    bigcommerce_url: str
    hook_secret_arn: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "ReconcilerSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing.
        """
        return cls(
            public_url=_public_url(environment),
            queue_url=text(environment, "RECONCILE_QUEUE_URL"),
            queue_urls=lanes(environment),
            runs_table=text(environment, "RUNS_TABLE"),
            stores_table=text(environment, "STORES_TABLE"),
            rate_windows_table=text(environment, "RATE_WINDOWS_TABLE"),
            token_key=text(environment, "TOKEN_KEY"),
            environment=environment.get("ENVIRONMENT", ""),
            bigcommerce_url=text(environment, "BIGCOMMERCE_URL"),
            hook_secret_arn=text(environment, "HOOK_SECRET_ARN"),
        )


@dataclass(frozen=True, slots=True)
class TimerSettings:
    """The timer's.

    Args:
        queue_urls: each lane's queue.
        runs_table: the table of runs.
        stores_table: the table of stores.
    """

    queue_urls: Mapping[str, str]
    runs_table: str
    stores_table: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "TimerSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing.
        """
        return cls(
            queue_urls=lanes(environment),
            runs_table=text(environment, "RUNS_TABLE"),
            stores_table=text(environment, "STORES_TABLE"),
        )


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The console's.

    Args:
        queue_urls: each lane's queue.
        dead_letter_urls: each lane's dead-letter queue.
        reconcile_queue_url: where tasks for the reconciler go.
        reconciler: the reconciler's function.
        runs_table: the table of runs.
        records_table: the table of records.
        stores_table: the table of stores.
        log_groups: what the names of the stack's log groups begin with.
        region: AWS's.
        runs_retention: how long a run is kept after its last change, in seconds.
        version: storehook's, as the template has it: the layer has no package's metadata.
        is_local: whether this is the local AWS, as its functions are told where AWS is.
    """

    queue_urls: Mapping[str, str]
    dead_letter_urls: Mapping[str, str]
    reconcile_queue_url: str
    reconciler: str
    runs_table: str
    records_table: str
    stores_table: str
    log_groups: str
    region: str
    runs_retention: float
    version: str
    is_local: bool

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "ConsoleSettings":
        """Read the environment.

        Raises:
            SettingsError: a variable is missing or not a number.
        """
        return cls(
            queue_urls=lanes(environment),
            dead_letter_urls=lanes(environment, "DEAD_LETTER_QUEUE_URL"),
            reconcile_queue_url=text(environment, "RECONCILE_QUEUE_URL"),
            reconciler=text(environment, "RECONCILER"),
            runs_table=text(environment, "RUNS_TABLE"),
            records_table=text(environment, "RECORDS_TABLE"),
            stores_table=text(environment, "STORES_TABLE"),
            log_groups=text(environment, "LOG_GROUPS"),
            region=text(environment, "REGION"),
            runs_retention=number(environment, "RUNS_RETENTION_DAYS") * DAY,
            version=text(environment, "VERSION"),
            is_local="AWS_ENDPOINT_URL" in environment,
        )


def _delivery_proof(environment: Mapping[str, str]) -> Proof:
    found = text(environment, "DELIVERY_PROOF")
    for proof in PROOFS:
        if found == proof:
            return proof
    raise SettingsError("DELIVERY_PROOF")


def _public_url(environment: Mapping[str, str]) -> str:
    """The API's own address; `{api_id}` in it stands for API_ID."""
    return text(environment, "PUBLIC_URL").replace("{api_id}", text(environment, "API_ID")).rstrip("/")
