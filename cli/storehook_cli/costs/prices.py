"""AWS list prices in us-east-1, without savings plans and taxes."""

from collections.abc import Mapping
from dataclasses import dataclass

LOOKED_UP = "November 2026"

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Price of one unit, with AWS's page about it.

    Args:
        free: units that are free each month, without an end date.
    """

    service: str
    dollars: float
    source: str
    free: int = 0

    def of(self, number: float, *, free_tier: bool = False) -> float:
        """Return the price of a number of units in dollars.

        Args:
            free_tier: True if nothing else in the account uses the free units.
        """
        return max(0.0, number - (self.free if free_tier else 0)) * self.dollars


PRICES: Mapping[str, Price] = {
    "api requests": Price("API Gateway", 1.00 / MILLION, "https://aws.amazon.com/api-gateway/pricing/"),
    "invocations": Price("Lambda", 0.20 / MILLION, "https://aws.amazon.com/lambda/pricing/", free=MILLION),
    "gb seconds": Price("Lambda", 0.0000133334, "https://aws.amazon.com/lambda/pricing/", free=400_000),  # arm64
    "sqs requests": Price("SQS", 0.40 / MILLION, "https://aws.amazon.com/sqs/pricing/", free=MILLION),
    "read units": Price("DynamoDB", 0.125 / MILLION, "https://aws.amazon.com/dynamodb/pricing/on-demand/"),
    "write units": Price("DynamoDB", 0.625 / MILLION, "https://aws.amazon.com/dynamodb/pricing/on-demand/"),
    "stored bytes": Price(
        "DynamoDB", 0.25 / 1e9, "https://aws.amazon.com/dynamodb/pricing/on-demand/", free=25_000_000_000
    ),
    # Point-in-time recovery: of the tables, without their indexes.
    "backed up bytes": Price("DynamoDB", 0.20 / 1e9, "https://aws.amazon.com/dynamodb/pricing/on-demand/"),
    "kms requests": Price("KMS", 3.00 / MILLION, "https://aws.amazon.com/kms/pricing/", free=20_000),
    # Each of the first two yearly rotations adds a dollar per month.
    "keys": Price("KMS", 1.00, "https://aws.amazon.com/kms/pricing/"),
    "secrets": Price("Secrets Manager", 0.40, "https://aws.amazon.com/secrets-manager/pricing/"),
    "secret requests": Price("Secrets Manager", 0.05 / 10_000, "https://aws.amazon.com/secrets-manager/pricing/"),
    "log bytes": Price("CloudWatch", 0.50 / 1e9, "https://aws.amazon.com/cloudwatch/pricing/", free=5_000_000_000),
    # Per metric that an alarm watches.
    "alarms": Price("CloudWatch", 0.10, "https://aws.amazon.com/cloudwatch/pricing/", free=10),
    # Per name and dimensions, for the hours in which it is written.
    "metrics": Price("CloudWatch", 0.30, "https://aws.amazon.com/cloudwatch/pricing/", free=10),
    "dashboards": Price("CloudWatch", 3.00, "https://aws.amazon.com/cloudwatch/pricing/", free=3),
    "schedules": Price("EventBridge", 1.00 / MILLION, "https://aws.amazon.com/eventbridge/pricing/", free=14 * MILLION),
}
"""Prices by unit."""
