"""The errors of models and records: branches of the tree in `storehook.errors`.

DeclarationError
├── ModelInvalid
└── DuplicateModel
RunError
├── Fail
│   └── RecordFault         a record cannot be kept as it is asked for
│       ├── FieldUnknown
│       ├── RecordInvalid
│       ├── ValueNotStorable
│       ├── EmptyKey
│       ├── RecordTooLarge
│       ├── RecordExists
│       ├── RecordUnreadable
│       ├── RecordDetached
│       └── HookRecursion
├── RecordMissing           another run may create it: the run is tried again
└── RecordContended         other runs were faster: the run is tried again
"""

from storehook.errors import DeclarationError, Fail, RunError


class ModelInvalid(DeclarationError):
    """A model declares what cannot be kept: a float, a reserved name, a second source time."""


class DuplicateModel(DeclarationError):
    """Two models share a name; records are kept by model name, so each needs its own."""

    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(f"Two models are called {name!r}: {first} and {second}. Rename one of them.")


class RecordFault(Fail):
    """A record cannot be kept as it is asked for, and trying again would not change that. The message says why."""


class FieldUnknown(RecordFault):
    """The model has no such field."""


class RecordInvalid(RecordFault):
    """Values do not fit the model."""


class ValueNotStorable(RecordFault):
    """A value is a float, too long a number, or of a type that has no stored form."""


class EmptyKey(RecordFault):
    """An id, or a key of a map, is empty."""


class RecordTooLarge(RecordFault):
    """A record, with what is remembered of unfinished changes, has over 400 KB."""


class RecordExists(RecordFault):
    """A record that another run has created is to be created."""


class RecordUnreadable(RecordFault):
    """What is stored does not fit the model any more."""


class RecordDetached(RecordFault):
    """A record is asked for what it can do only while its `run` goes on, or only if it belongs to a store."""


class HookRecursion(RecordFault):
    """The hooks of a record change the record, which calls them again, without end."""


class RecordMissing(RunError):
    """There is no such record. The run is tried again, as events come in any order."""


class RecordContended(RunError):
    """Other runs wrote the record first, again and again. The run is tried again."""
