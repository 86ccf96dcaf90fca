"""What else belongs to a product. Source: BigCommerce docs, catalog v3 reference. Nothing is sent of it."""

from storehook_sandbox.resources.resource import Items, Resource
from storehook_sandbox.resources.schema import Item, schema

_PRODUCT = "/v3/catalog/products/{product_id}"

_WHOLE = ("list", "read", "create", "update", "delete")

IMAGES = Resource(
    name="images",
    path=f"{_PRODUCT}/images",
    parent="products",
    fields=schema(
        """
        integer: id!! product_id!! sort_order
        text: image_url+ url_zoom!! url_standard!! url_thumbnail!! url_tiny!! description
        boolean: is_thumbnail
        iso: date_modified!!
        """
    ),
    actions=_WHOLE,
    picks=True,
    changes=lambda image: (
        image | {f"url_{size}": image["image_url"] for size in ("zoom", "standard", "thumbnail", "tiny")}
    ),
)

CUSTOM_FIELDS = Resource(
    name="custom_fields",
    path=f"{_PRODUCT}/custom-fields",
    parent="products",
    fields=schema(
        """
        integer: id!! product_id~!!
        text: name+ value+
        """
    ),
    actions=_WHOLE,
    picks=True,
)


def _chosen(_items: Items, item: Item, _given: Item) -> Item:
    values = [value | {"id": at} for at, value in enumerate(item["option_values"], item["id"] * 100)]
    return item | {"name": f"{item['display_name']}{item['id']}", "option_values": values}


_VALUES = schema(
    """
    integer: id! sort_order
    text: label+
    boolean: is_default
    object: value_data
    """
)

OPTIONS = Resource(
    name="options",
    path=f"{_PRODUCT}/options",
    parent="products",
    fields=schema(
        """
        integer: id!! product_id!!
        text: display_name+ name!!
        radio_buttons|rectangles|dropdown|product_list|product_list_with_images|swatch: type+
        object: config
        integer: sort_order
        list: option_values
        text: image_url
        """,
        option_values=_VALUES,
    ),
    actions=_WHOLE,
    picks=True,
    completes=_chosen,
)

_TEXTS = "date|checkbox|file|text|multi_line_text|numbers_only_text"

_CHOICES = "radio_buttons|rectangles|dropdown|product_list|product_list_with_images|swatch"

MODIFIERS = Resource(
    name="modifiers",
    path=f"{_PRODUCT}/modifiers",
    parent="products",
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
        option_values=_VALUES,
    ),
    actions=_WHOLE,
    picks=True,
    completes=_chosen,
)
