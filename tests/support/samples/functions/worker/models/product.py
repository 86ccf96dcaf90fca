"""The last known state of a product."""

from decimal import Decimal

from storehook import Model, SourceTime


class Product(Model):
    """A product. Events can arrive late: data older than the stored data changes nothing."""

    name: str = ""
    sku: str = ""
    price: Decimal = Decimal(0)
    date_modified: SourceTime
