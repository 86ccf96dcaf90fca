"""How an answer shows items: with links, without what is hidden, and with or without what the query says."""

from collections.abc import Callable, Iterable, Mapping

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item


def shown(
    resource: Resource, items: Tables, store_url: str, query: Mapping[str, str] | None = None
) -> Callable[[Item], Item]:
    """What shows an item.

    Args:
        resource: its kind.
        items: the store's.
        store_url: the address of the version of the store's API, without a last slash.
        query: the request's `include`, `include_fields` and `exclude_fields`.

    Raises:
        ApiError: 422, if one of those names what the items do not have.
    """
    query = query or {}
    included = _names(query, "include", (*resource.includes, *resource.extras))
    names = resource.fields.keys() | resource.children.keys() | resource.links.keys()
    visible = [name for name, field in resource.fields.items() if "~" not in field.flags]
    hidden = resource.fields.keys() & {*resource.includes} - {*included}
    wanted = _names(query, "include_fields", names) or names - hidden
    unwanted = {*_names(query, "exclude_fields", names)} - {"id"}
    # A client that asks for two fields must not find a third one here: a real store leaves it out. But for the id.
    kept = {"id", *wanted, *included} - unwanted

    children = [name for name in included if name in resource.children]

    def show(item: Item) -> Item:
        # Some items have not all of the fields of their kind.
        item = resource.shows(items, item)
        answer = {name: item[name] for name in visible if name in kept and name in item}
        paths = {name: f"{_path(resource, item)}/{last}" for name, last in resource.links.items() if name in kept}
        answer |= {name: {"url": store_url + path, "resource": path} for name, path in paths.items()}
        answer |= {name: _children(resource, name, items, item) for name in children}
        for name in included:
            answer = resource.extras[name](items, answer, store_url) if name in resource.extras else answer
        return answer

    return show


def _children(resource: Resource, name: str, items: Tables, item: Item) -> list[Item]:
    child = resource.children[name].kind
    return [*map(shown(child, items, ""), items.of(child.collection, **child.owned_by(resource, item)))]


def _path(resource: Resource, item: Item) -> str:
    return f"{resource.path[3:]}/{item['id']}".format(**item)


def _names(query: Mapping[str, str], parameter: str, known: Iterable[str]) -> list[str]:
    names = query[parameter].split(",") if parameter in query else []
    unknown = {*names} - {*known}
    if unknown:
        problem = f"The stand-in store does not implement {', '.join(sorted(unknown))} in '{parameter}'."
        raise ApiError(422, problem)
    return names
