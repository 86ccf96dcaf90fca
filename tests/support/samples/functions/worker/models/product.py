"""A product as the store has it."""

from decimal import Decimal

from storehook import Model, SourceTime


class Product(Model):
    """A product. Events may come late: what is older than what we have changes nothing."""

    name: str = ""
    sku: str = ""
    price: Decimal = Decimal(0)
    date_modified: SourceTime
