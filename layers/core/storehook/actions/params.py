"""Params of an action: the event's data, flattened, and the store's hash."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from storehook.errors import ParamsInvalid
from storehook.records.validation import problems
from storehook.webhooks.event import Event


class Params(dict[str, Any]):
    """Data of an event, flattened, with `storeHash`: `{"id": 113, "storeHash": "wvpfsac141", "type": "product"}`.

    Read values as items or as attributes. A name that is also a method of dict, such as `items`, works only as an item.
    If the data is an array (`store/priceList/records/*`), it is the item `data`.

    ```python
    params = Params(id=113, type="order", storeHash="8jbhprizry")
    assert params.id == params["id"] == 113
    ```
    """

    def __getattr__(self, name: str) -> Any:
        """Read a value as an attribute.

        Raises:
            AttributeError: the event has no such value. The message names those that it has.
        """
        try:
            return self[name]
        except KeyError:
            names = ", ".join(self) or "nothing"
            raise AttributeError(f"The event has no {name!r}. It has: {names}.") from None


def of_event(event: Event) -> Params:
    """Flatten an event's data into params."""
    return flattened(event.data, event.store_hash)


def flattened(data: dict[str, Any] | list[Any], store_hash: str) -> Params:
    """Return the data of an event in a store as params."""
    return Params(data if isinstance(data, dict) else {"data": data}, storeHash=store_hash)


def parser(annotation: object) -> Callable[[Params], Any]:
    """Return the function that converts params to the annotated type: a pydantic model, or `Params` itself."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return lambda params: params

    def parse(params: Params) -> BaseModel:
        try:
            return annotation.model_validate(params)
        except ValidationError as error:
            raise ParamsInvalid(f"The params do not fit {annotation.__name__}: {problems(error)}") from None

    return parse
