"""What is charged for an order besides its products and the way that they go.

Source: BigCommerce docs, orders v2 reference: the example of an answer is an object with `fees` in it. A change of an
order brings all of its fees. Of what a fee costs without tax, with tax, and of the tax, two make the third.
"""

from decimal import Decimal

from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, as_money, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes


def _costed(_items: Items, fee: Item, given: Item) -> Item:
    tax, costs = Decimal(fee["cost_tax"]), given.keys() & {"cost_ex_tax", "cost_inc_tax"}
    inc_tax = Decimal(fee["cost_inc_tax"]) if "cost_inc_tax" in costs else Decimal(fee["cost_ex_tax"]) + tax
    ex_tax = Decimal(fee["cost_ex_tax"]) if "cost_ex_tax" in costs else inc_tax - tax
    amounts = {"base_cost": ex_tax, "cost_ex_tax": ex_tax, "cost_inc_tax": inc_tax, "cost_tax": inc_tax - ex_tax}
    return fee | {name: as_money(amount) for name, amount in amounts.items()}


ORDER_FEES = Resource(
    name="order_fees",
    path="/v2/orders/{order_id}/fees",
    refers={"order_id": "orders"},
    fields=schema(
        """
        integer: id!! order_id~!!
        custom_fee: type
        text: display_name_customer display_name_merchant source
        money: base_cost!! cost_ex_tax cost_inc_tax cost_tax
        integer: tax_class_id?
        """
    ),
    actions=(),
    completes=_costed,
    revises=_costed,
)


def _listed(writes: Writes, asked: Asked) -> Item:
    order = writes.items.get("orders", asked.path["order_id"])
    found = writes.items.of(ORDER_FEES.name, order_id=order["id"])
    return {"fees": [*map(shown(ORDER_FEES, writes.items, asked.url), found)]}


FEE_OPERATIONS = (Operation(method="GET", path=ORDER_FEES.path, does=_listed),)
