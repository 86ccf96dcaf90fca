"""Facts about BigCommerce's REST Management API: names, types, bounds and codes of every documented operation.

The package needs the standard library alone. `python -m sandbox.generator` writes its data.
"""

from bigcommerce_facts.check import Problem, body_problems, undocumented, value_problems
from bigcommerce_facts.facts import Facts, Kind, load
from bigcommerce_facts.operation import Operation, Role
from bigcommerce_facts.prose import Prose, load_prose
from bigcommerce_facts.routes import Route, Routes
from bigcommerce_facts.schema import Schema

__all__ = [
    "Facts",
    "Kind",
    "Operation",
    "Problem",
    "Prose",
    "Role",
    "Route",
    "Routes",
    "Schema",
    "body_problems",
    "load",
    "load_prose",
    "undocumented",
    "value_problems",
]
