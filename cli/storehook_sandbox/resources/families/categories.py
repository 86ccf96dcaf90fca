"""Categories, alone and in their tree. Source: BigCommerce docs, categories and category trees v3 references.

A store here has one tree. Its categories are written at their older path; at the newer one they are read.
"""

from uuid import NAMESPACE_URL, uuid5

from storehook_sandbox.resources.resource import Fires, Items, Resource, typed
from storehook_sandbox.resources.schema import Item, blank, schema

_SORTS = "featured|newest|best_selling|alpha_asc|alpha_desc|avg_customer_review|price_asc|price_desc"

_SHARED = f"""
    text: name+ description
    integer: parent_id+ views sort_order
    text: page_title search_keywords meta_description layout_file image_url
    list: meta_keywords
    boolean: is_visible=true
    use_store_settings|{_SORTS}: default_product_sort
"""

_URL = schema(
    """
    text: url
    boolean: is_customized
    """
)

FIELDS = schema(
    f"""
    integer: id!! tree_id~!!=1
    {_SHARED}
    object: custom_url
    """,
    custom_url=_URL,
)


def _seeds(now: float) -> list[Item]:
    return [blank(FIELDS, now) | {"id": found, "name": name} for found, name in ((18, "Kitchen"), (19, "Table"))]


def _in_tree(_items: Items, category: Item) -> Item:
    url = {"path": category["custom_url"]["url"], "is_customized": category["custom_url"]["is_customized"]}
    uuid = str(uuid5(NAMESPACE_URL, f"category:{category['id']}"))
    return category | {"category_id": category["id"], "category_uuid": uuid, "url": url}


CATEGORIES = Resource(
    name="categories",
    path="/v3/catalog/categories",
    fields=FIELDS,
    actions=("list", "read", "create", "update", "delete"),
    filters="id id:in id:not_in id:min id:max id:greater id:less name name:like parent_id parent_id:in parent_id:min "
    "parent_id:max parent_id:greater parent_id:less page_title page_title:like is_visible "
    "keyword=name+description:like",
    picks=True,
    first_id=18,
    unique=("parent_id+name",),
    events=(Fires("store/category/{write}", typed("category")),),
    seeds=_seeds,
)

TREES = Resource(
    name="trees",
    path="/v3/catalog/trees",
    fields=schema(
        """
        integer: id!!
        text: name!!
        list: channels!!
        """
    ),
    actions=("list",),
    paged=False,
    filters="id:in channel_id:in=channels:in",
    seeds=lambda _now: [{"id": 1, "name": "Default catalog tree", "channels": [1]}],
)

TREE_CATEGORIES = Resource(
    name="tree_categories",
    shares="categories",
    path="/v3/catalog/trees/categories",
    fields=schema(
        f"""
        integer: id~!! category_id!! tree_id!!
        text: category_uuid!!
        {_SHARED}
        object: url
        """
    ),
    actions=("list",),
    filters="category_id:in=id:in category_id:not_in=id:not_in tree_id:in tree_id:not_in parent_id:in "
    "parent_id:not_in page_title page_title:like name name:like is_visible keyword=name+description:like",
    picks=True,
    shows=_in_tree,
)
