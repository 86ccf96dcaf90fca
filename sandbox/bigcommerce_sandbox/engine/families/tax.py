"""Tax zones, rates, classes and properties. Source: BigCommerce docs, tax v3 references, tax classes v2 reference."""

from collections.abc import Iterable, Mapping

from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Unique

_CLASSES = ("Default Tax Class", "Non-Taxable Products", "Shipping", "Gift Wrapping")


def _tax_classes(now: float) -> Iterable[Row]:
    dates = {"created_at": as_iso(now), "updated_at": as_iso(now)}
    return ({"id": str(number), "name": name, **dates} for number, name in enumerate(_CLASSES))


RULES: Mapping[str, Rules] = {
    "v2/tax_classes": Rules(seeds=_tax_classes, everywhere=True),
    "v3/tax/properties": Rules(unique=(Unique(("code",)),)),
    "v3/tax/rates": Rules(refers={"tax_zone_id": Reference("v3/tax/zones", on_delete="delete")}),
    "v3/tax/zones": Rules(),
}
