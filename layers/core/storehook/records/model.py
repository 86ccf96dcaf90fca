"""Models: types of records, declared by an author."""

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any, overload

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationInfo, field_validator

from storehook.errors import FieldUnknown, RecordDetached
from storehook.records import declaration, typed
from storehook.records.binding import Binding, Change, Since, Writer, changed
from storehook.records.rows import Operation
from storehook.records.values import Stored, in_utc, same


class Model(BaseModel):
    """Record of a store. Subclass it, and get its records from `ctx.records(Order)`.

    Fields are typed by pydantic. Floats are refused, because only Decimals are exact. Times are kept in UTC. Your
    validators run on the values that you give or assign, and never on stored ones. Creating
    or updating a record calls `run_create` or `run_update`, which save it, and then `on_created` or `on_updated`.
    Deleting it calls `run_delete`, which deletes it, and then `on_deleted`. The first two call `run` and the next two
    `on_success`, so most models need only these. `run` may be called again with fresh values if another run saves in
    between. `on_success` is called again if it failed, or if its process died.

    ```python
    from decimal import Decimal

    from storehook import Context, Model


    class Product(Model):
        price: Decimal = Decimal(0)

        def on_success(self, ctx: Context) -> None:
            if self.changed("price"):
                ctx.logger.info("Another price", extra={"product": self.bigcommerce_id, "price": str(self.price)})
    ```
    """

    model_config = ConfigDict(
        validate_assignment=True, validate_default=True, extra="forbid", hide_input_in_errors=True
    )

    _binding: Binding | None = PrivateAttr(default=None)

    @property
    def store_hash(self) -> str:
        """Hash of the store that the record belongs to."""
        return self._bound().key.store_hash

    @property
    def bigcommerce_id(self) -> str:
        """ID at BigCommerce, as text."""
        return self._bound().key.bigcommerce_id

    @property
    def version(self) -> int:
        """Number of writes. 0 before the first."""
        return self._bound().version

    @property
    def operation(self) -> Operation | None:
        """The current operation in `run` and `on_success`: create, update or delete."""
        return self._bound().operation

    @property
    def stale(self) -> bool:
        """The save was refused because the stored record has a later source time.

        The record then holds the stored values.
        """
        return self._bound().stale

    def changed(self, field: str | None = None, *, since: Since = "loaded") -> bool:
        """Return whether a field, or any field, has a new value. Values are compared, not notations: 10 equals 10.00.

        Args:
            field: None for any field.
            since: `loaded` compares with the values before this run changed them, even in `on_success` and after a
                retry. `saved` compares with the stored values.

        Raises:
            FieldUnknown: the model has no such field.

        ```python
        order = ctx.records(Order).upsert(params.id, total="10.00")
        assert order.changed("total") and not order.changed("staff_notes")
        ```
        """
        return bool(self._changed(since)) if field is None else self._known(field) in self._changed(since)

    @overload
    def changes(self, field: str, *, since: Since = "loaded") -> Change | None: ...
    @overload
    def changes(self, field: None = None, *, since: Since = "loaded") -> dict[str, Change]: ...
    def changes(self, field: str | None = None, *, since: Since = "loaded") -> Change | dict[str, Change] | None:
        """Return the changes by field, or the change of one field. None if that field has not changed.

        Raises:
            FieldUnknown: the model has no such field.

        ```python
        order = ctx.records(Order).upsert(params.id, total="10.00")
        assert list(order.changes()) == ["total"]
        ```
        """
        changes = {name: Change(self._previous(name, since), getattr(self, name)) for name in self._changed(since)}
        return changes if field is None else changes.get(self._known(field))

    def changed_to(self, field: str, value: object, *, since: Since = "loaded") -> bool:
        """Return whether a field has changed to this value.

        Raises:
            FieldUnknown: the model has no such field.
            RecordInvalid: the field cannot have this value.

        ```python
        assert ctx.records(Order).upsert(params.id, total="10.00").changed_to("total", 10)
        ```
        """
        expected = self._as_given(self._known(field), value)
        return self.changed(field, since=since) and same(typed.fields_of(self, field)[field], expected)

    def changed_from(self, field: str, value: object, *, since: Since = "loaded") -> bool:
        """Return whether a field has changed from this value.

        Raises:
            FieldUnknown: the model has no such field.
            RecordInvalid: the field cannot have this value.

        ```python
        assert ctx.records(Order).upsert(params.id, total="10.00").changed_from("total", 0)
        ```
        """
        expected = self._as_given(self._known(field), value)
        before = self._bound().baselines.of(since)
        return self.changed(field, since=since) and field in before and same(before[field], expected)

    def save(self) -> None:
        """Save the record in `run`. A record that equals the stored one is not written.

        Raises:
            RecordDetached: this record is not in its `run`.

        ```python
        class Product(Model):
            name: str = ""

            def run(self, ctx: Context) -> None:
                self.name = self.name.strip()
                self.save()
        ```
        """
        self._writer("save").save(self)

    def delete(self) -> None:
        """Delete the record in `run_delete`.

        Raises:
            RecordDetached: this record is not in its `run_delete`.

        ```python
        class Product(Model):
            is_sold: bool = False

            def run_delete(self, ctx: Context) -> None:
                if not self.is_sold:  # keep sold products
                    self.delete()
        ```
        """
        self._writer("delete").delete(self)

    def run(self, ctx: Any, /) -> None:  # noqa: ARG002 - for subclasses
        """Save the record, once a create or update has applied the new values.

        If you override it, call `self.save()`.
        """
        self.save()

    def run_create(self, ctx: Any, /) -> None:
        """Carry out a create."""
        self.run(ctx)

    def run_update(self, ctx: Any, /) -> None:
        """Carry out an update."""
        self.run(ctx)

    def run_delete(self, ctx: Any, /) -> None:  # noqa: ARG002
        """Carry out a delete. To keep the record, override it and don't call `delete`."""
        self.delete()

    def on_success(self, ctx: Any, /) -> None:
        """Follow up on a create or update that is stored. Put side effects here."""

    def on_created(self, ctx: Any, /) -> None:
        """Follow up on a create."""
        self.on_success(ctx)

    def on_updated(self, ctx: Any, /) -> None:
        """Follow up on an update."""
        self.on_success(ctx)

    def on_deleted(self, ctx: Any, /) -> None:
        """Follow up on a delete. The record still has its last values.

        A value that no longer fits its field is as it was stored, or None if the record lacks it.
        """

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse field names that every model uses."""
        super().__init_subclass__(**options)
        declaration.check_names(cls, _RESERVED)

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        """Refuse fields that could not be stored."""
        if cls.__name__ == "Model" and cls.__module__ == __name__:
            return
        declaration.check_init(cls)
        declaration.check_types(cls)
        declaration.check_exclusions(cls)
        declaration.source_time_of(cls)
        declaration.register(cls)

    @field_validator("*", mode="before")
    @classmethod
    def _read_times(cls, value: object, info: ValidationInfo) -> object:
        return typed.read_time(cls, info.field_name or "", value)

    @field_validator("*", mode="after")
    @classmethod
    def _keep_times_in_utc(cls, value: object) -> object:
        try:
            return in_utc(value) if isinstance(value, datetime) else value
        except OverflowError as error:
            raise ValueError(f"The time cannot be expressed in UTC: {error}") from error

    def __setattr__(self, name: str, value: Any) -> None:
        """Validate an assigned value, but not the other fields again."""
        field = type(self).model_fields.get(name)
        if field is None or field.frozen or self.model_config.get("frozen"):
            super().__setattr__(name, value)  # refuses a frozen field
        elif getattr(self, "_binding", None) is None:  # such as in a model's own validators, which must not recurse
            vars(self)[name] = typed.validated(type(self), typed.values_of(self), name, value)
        else:
            typed.copy_fields(typed.merged(type(self), typed.values_of(self), {name: value}), self)

    def _as_given(self, name: str, value: object) -> Stored:
        """Return the stored form of a value, as if it were assigned."""
        record = typed.updated(type(self), typed.values_of(self), {name: value})
        return typed.fields_of(record, name)[name]

    def _bound(self) -> Binding:
        if self._binding is None:
            raise RecordDetached(
                f"This {type(self).__name__} was not read from a store, so it cannot be compared or saved. "
                f"Get one from ctx.records({type(self).__name__})."
            )
        return self._binding

    def _writer(self, method: str) -> Writer:
        if (writer := self._bound().writer) is None:
            name = type(self).__name__
            raise RecordDetached(
                f"{method}() works only inside {name}.run, run_create, run_update or run_delete. "
                f"Elsewhere, call ctx.records({name}).update(...) or .delete(...)."
            )
        return writer

    def _known(self, field: str) -> str:
        check_known(type(self), [field])
        return field

    def _changed(self, since: Since) -> list[str]:
        return list(changed(self._bound().baselines.of(since), typed.fields_of(self)))

    def _previous(self, name: str, since: Since) -> object:
        return typed.typed(type(self), name, self._bound().baselines.of(since).get(name))


_RESERVED = {name for name in vars(Model) if not name.startswith("_")}


def check_known(model: type[Model], names: Iterable[str]) -> None:
    """Refuse names that are not fields of a model."""
    for name in names:
        if name not in model.model_fields:
            near = get_close_matches(name, model.model_fields, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(model.model_fields) or 'none'}."
            raise FieldUnknown(f"{model.__name__} has no field {name!r}. {hint}")


def bind(record: Model, binding: Binding) -> None:
    """Bind a record to its row."""
    record._binding = binding  # pyright: ignore[reportPrivateUsage]


def binding_of(record: Model) -> Binding:
    """Return the binding of a record that was read from a store."""
    return record._bound()  # pyright: ignore[reportPrivateUsage]
