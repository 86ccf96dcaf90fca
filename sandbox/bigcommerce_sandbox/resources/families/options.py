"""The options and the modifiers of products, with their values. Source: BigCommerce docs, catalog v3 reference.

A value is the same in its option and at its own path. Nothing is sent: `store/option/updated` and its like are about
texts for one channel and language, which are not written with this API.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, Schema, blank, schema

_PRODUCT = "/v3/catalog/products/{product_id}"

_WHOLE = ("list", "read", "create", "update", "delete")

_TEXTS = "date|checkbox|file|text|multi_line_text|numbers_only_text"

_CHOICES = "radio_buttons|rectangles|dropdown|product_list|product_list_with_images|swatch"

_VALUES_OF_ONE = 1000


def _named(_items: Items, option: Item, _given: Item) -> Item:
    return option | {"name": f"{option['display_name']}{option['id']}"}


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of the kind `of`, which has their ids in `holder`; `fields` are those of a value."""

    of: str
    holder: str
    fields: Schema

    def numbered(self, option: Item) -> Item:
        """An option whose values all have ids."""
        values = [blank(self.fields, 0) | value for value in option["option_values"]]
        last = max((value["id"] for value in values), default=0) or option["id"] * _VALUES_OF_ONE
        new = count(last + 1)
        return option | {"option_values": [value | {"id": value["id"] or next(new)} for value in values]}

    def rows(self, items: Items) -> Iterable[Item]:
        """Each value of each option."""
        for option in items.of(self.of):
            whose = {self.holder: option["id"], "option_id": option["id"], "product_id": option["product_id"]}
            yield from (value | whose for value in option["option_values"])

    def new(self, items: Items, value: Item, _given: Item) -> Item:
        """A value with the next id in its option."""
        option = self._option(items, value)
        grown = self.numbered(option | {"option_values": [*option["option_values"], {}]})
        return value | {"id": grown["option_values"][-1]["id"]}

    def put(self, items: Items, value: Item) -> Iterable[tuple[str, Any, Item]]:
        """Write a new or changed value into its option."""
        option = self._option(items, value)
        values = {each["id"]: each for each in option["option_values"]}
        values[value["id"]] = {name: value[name] for name in self.fields}
        yield self.of, option["id"], {"option_values": [*values.values()]}

    def take(self, items: Items, value: Item) -> Iterable[tuple[str, Any, Item]]:
        """Take a value out of its option."""
        option = self._option(items, value)
        left = [each for each in option["option_values"] if each["id"] != value["id"]]
        yield self.of, option["id"], {"option_values": left}

    def written(self, items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
        """Write into its option what became of a value."""
        return (self.take if change.write == "deleted" else self.put)(items, change.after)

    def _option(self, items: Items, value: Item) -> Item:
        return items.find(self.of, value[self.holder]) or {}

    def resource(self, shown: str = "") -> Resource:
        """The values at their own path; what is `shown` of whose they are."""
        hidden = " ".join(f"{name}~!!" for name in {"product_id", "option_id", self.holder} - {shown})
        whose = schema(f"integer: id!! {hidden} {shown and shown + '!!'}")
        return Resource(
            name=f"{self.of}_values",
            path=f"{_PRODUCT}/{self.of}/{{{self.holder}}}/values",
            refers={self.holder: self.of},
            fields={**self.fields, **whose},
            actions=_WHOLE,
            picks=True,
            rows=self.rows,
            completes=self.new,
            causes=self.written,
        )


_VALUE = """
    integer: id sort_order
    text: label+
    boolean: is_default
    object: value_data?
"""

_ADJUSTER = schema("relative|percentage: adjuster?\nnumber: adjuster_value")

_ADJUSTERS = schema(
    "object: price weight purchasing_disabled\ntext: image_url",
    price=_ADJUSTER,
    weight=_ADJUSTER,
    purchasing_disabled=schema("boolean: status\ntext: message"),
)

_OPTIONS = _Values("options", "option_id", schema(_VALUE))

_MODIFIERS = _Values("modifiers", "modifier_id", schema(f"{_VALUE}\n object: adjusters", adjusters=_ADJUSTERS))

OPTIONS = Resource(
    name="options",
    path=f"{_PRODUCT}/options",
    refers={"product_id": "products"},
    fields=schema(
        f"""
        integer: id!! product_id!!
        text: display_name+ name!!
        {_CHOICES}: type+
        object: config
        integer: sort_order
        list: option_values
        text: image_url
        """,
        option_values=_OPTIONS.fields,
    ),
    actions=_WHOLE,
    picks=True,
    completes=_named,
    changes=_OPTIONS.numbered,
)

MODIFIERS = Resource(
    name="modifiers",
    path=f"{_PRODUCT}/modifiers",
    refers={"product_id": "products"},
    fields=schema(
        f"""
        integer: id!! product_id!!
        text: display_name+ name!!
        {_TEXTS}|{_CHOICES}: type+
        boolean: required+
        object: config
        integer: sort_order
        list: option_values
        """,
        option_values=_MODIFIERS.fields,
    ),
    actions=_WHOLE,
    picks=True,
    completes=_named,
    changes=_MODIFIERS.numbered,
)


def chosen(items: Items, product_id: int, given: Item) -> Item:
    """The value of an option that a new variant is of. What is named, and is not there yet, is made.

    Args:
        items: the store's.
        product_id: whose variant.
        given: the option's `option_id` or `option_display_name`, and the value's `id` or `label`.

    Raises:
        ApiError: 422, for an id that is not there, or if there is neither.
    """
    option = _named_by(items.of("options", product_id=product_id), given, "option_id", "option_display_name")
    option = option or _new_option(items, product_id, given["option_display_name"])
    if not _named_by(option["option_values"], given, "id", "label"):
        option = _OPTIONS.numbered(option | {"option_values": [*option["option_values"], {"label": given["label"]}]})
    items.put("options", option)
    value = _named_by(option["option_values"], given, "id", "label") or {}
    ids = {"id": value["id"], "option_id": option["id"]}
    return ids | {"label": value["label"], "option_display_name": option["display_name"]}


def _named_by(there: Iterable[Item], given: Item, found: str, name: str) -> Item | None:
    by, wanted = ("id", given[found]) if found in given else (name.removeprefix("option_"), given.get(name))
    same = next((each for each in there if each[by] == wanted), None)
    if same is None and (found in given or not wanted):
        raise invalid({"option_values": f"Each needs the '{found}' of what the product has, or a '{name}'"})
    return same


def _new_option(items: Items, product_id: int, name: str) -> Item:
    option = blank(OPTIONS.fields, 0) | {"id": items.next_id("options"), "product_id": product_id}
    return _named(items, option | {"display_name": name}, {})


OPTION_VALUES = _OPTIONS.resource()

MODIFIER_VALUES = _MODIFIERS.resource(shown="option_id")
