"""The ways to pay that a store offers. Source: BigCommerce docs, payment methods v2 reference."""

from collections.abc import Iterable, Mapping

from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules


def _seeds(_now: float) -> Iterable[Row]:
    return [{"id": 1, "code": "manual", "name": "Manual Payment"}]


RULES: Mapping[str, Rules] = {"v2/payments/methods": Rules(seeds=_seeds, everywhere=True)}
