"""Environment variables that point at AWS or at a deployment."""

SCRUBBED_PREFIXES = ("AWS_", "POWERTOOLS_", "LAMBDA_", "_X_AMZN_")
SCRUBBED = frozenset(
    {
        "APP_SCOPES",
        "API_ID",
        "APP_SECRET_ARN",
        "HOOK_SECRET_ARN",
        "DELIVERY_PROOF",
        "RECONCILE_QUEUE_URL",
        "BIGCOMMERCE_LOGIN_URL",
        "DEAD_LETTER_QUEUE_URL",
        "DEFAULT_DEAD_LETTER_QUEUE_URL",
        "DEFAULT_QUEUE_URL",
        "ENVIRONMENT",
        "LANE",
        "LOG_GROUPS",
        "LONG_DEAD_LETTER_QUEUE_URL",
        "LONG_QUEUE_URL",
        "PUBLIC_URL",
        "QUEUE_URL",
        "RECONCILER",
        "REGION",
        "VERSION",
        "RUNS_RETENTION_DAYS",
        "RECORDS_RETENTION_DAYS",
        "RUNS_TABLE",
        "RECORDS_TABLE",
        "STORES_TABLE",
        "AUDIT_TABLE",
        "RATE_WINDOWS_TABLE",
        "TOKEN_KEY",
        "BIGCOMMERCE_URL",
        "SECRETS_PATH",
        "SECRET_TTL",
        "SIGNATURE_MAX_AGE",
    }
)
