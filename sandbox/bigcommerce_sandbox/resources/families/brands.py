"""Brands. Source: BigCommerce docs, brands v3 reference. Of brands themselves nothing is sent."""

from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: name+ page_title meta_description search_keywords image_url
    list: meta_keywords
    object: custom_url
    """,
    custom_url=schema(
        """
        text: url
        boolean: is_customized
        """
    ),
)

BRANDS = Resource(
    name="brands",
    path="/v3/catalog/brands",
    fields=FIELDS,
    actions=("list", "read", "create", "update", "delete", "delete_many"),
    filters="id id:in id:not_in id:min id:max id:greater id:less name name:like page_title",
    deletes_by="name page_title",
    sorts="name",
    picks=True,
    first_id=35,
    unique=("name",),
    seeds=lambda now: [blank(FIELDS, now) | {"id": 35, "name": "Larch & Loom"}],
)
