"""All kinds that the engine serves, and how they depend on one another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from bigcommerce_facts import Facts
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.rules import Reference, Rules


class Kinds:
    """The kinds.

    Args:
        rules: by the name of the kind.
        facts: those of all kinds.
        tables: the names of the tables of kinds that own others and have no operations.
    """

    def __init__(self, rules: Mapping[str, Rules], facts: Facts, tables: Mapping[str, str]) -> None:
        self._models = {name: Model(name, kind, facts) for name, kind in rules.items()}
        self._tables = tables

    def __iter__(self) -> Iterator[Model]:
        """Yield every kind."""
        return iter(self._models.values())

    def __contains__(self, name: object) -> bool:
        """Return true if the engine serves a kind."""
        return name in self._models

    def __getitem__(self, name: str) -> Model:
        """Return a kind."""
        return self._models[name]

    def of_table(self, name: str) -> Model | None:
        """Return the kind with this name or table, None for none. Of several views of a table it is the first."""
        return next((model for model in self if name in (model.table, model.name)), None)

    def table(self, name: str) -> str:
        """Return the name of a kind's table."""
        return self._models[name].table if name in self._models else self._tables.get(name, name)

    @cached_property
    def owned(self) -> Mapping[str, tuple[tuple[Model, str], ...]]:
        """The kinds whose items belong to those of a table, each with the field that holds the owner's id."""
        found: defaultdict[str, dict[tuple[str, str], Model]] = defaultdict(dict)
        for model in self:
            for kind, field in model.links.items():
                found[self.table(kind)].setdefault((model.table, field), model)
        return {table: tuple((model, key[1]) for key, model in models.items()) for table, models in found.items()}

    @cached_property
    def referring(self) -> Mapping[str, tuple[tuple[Model, str, Reference], ...]]:
        """The kinds whose items refer to those of a table, each with the field and the reference."""
        found: defaultdict[str, list[tuple[Model, str, Reference]]] = defaultdict(list)
        for model in self:
            for field, reference in model.rules.refers.items():
                found[self.table(reference.kind)].append((model, field, reference))
        return {table: tuple(references) for table, references in found.items()}
