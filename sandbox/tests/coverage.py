"""Coverage of BigCommerce's API by the stand-in store. After a change, run `python -m sandbox.tests.coverage`.

The endpoints that it serves come from its code, and all endpoints from tests/support/bigcommerce_api.txt.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.tests.support.bigcommerce_api import endpoints

from bigcommerce_sandbox import scopes
from bigcommerce_sandbox.engine.families import engine

PATH = Path(__file__).parents[1] / "COVERAGE.md"

_HEAD = """# Coverage of the BigCommerce API

The stand-in store answers as BigCommerce's REST API does: with the same paths, status codes, errors, pages and
webhooks. The tables below list the endpoints, query parameters and webhooks of BigCommerce's public documents as of
2026-04-01, and how many of them the store serves. `python -m sandbox.tests.coverage` generates this page from the code,
and a test fails if it is out of date.

The store refuses what it doesn't serve:

- It refuses unknown paths, parameters and fields, and the error names them.
- It refuses a body that breaks a documented type, bound, length, pattern, choice or required field. The error names the
  field.
- An endpoint that BigCommerce documents and the store doesn't serve answers 501. A 404 would look like a missing item.

The unit tests validate the requests that the store accepts, and its answers, against the documented JSON schemas
(`sandbox/tests/support/conformity.py`). `sandbox/tests/support/deviations.py` lists the intended deviations from these
schemas, and the documented fields that the store never returns, each with the reason.

Functions beyond the API, such as orders by shoppers, faults, quotas and more stores, are on the store's page at
`/_sandbox/` and in `storehook sandbox`.

"""

_HOOKS = {
    "GET /v3/hooks": {"page", "limit", "is_active", "scope", "destination"},
    "POST /v3/hooks": set[str](),
    "GET /v3/hooks/{}": set[str](),
    "PUT /v3/hooks/{}": set[str](),
    "DELETE /v3/hooks/{}": set[str](),
    "GET /v3/hooks/admin": {"is_active"},
    "PUT /v3/hooks/admin": set[str](),
    "GET /v2/store": set[str](),
}
"""Endpoints that have their own routes, with their parameters."""


def documented() -> dict[str, dict[str, frozenset[str]]]:
    """Return the documented endpoints and their parameters, by family."""
    families: dict[str, dict[str, frozenset[str]]] = {}
    for endpoint in endpoints().values():
        families.setdefault(endpoint.family, {})[endpoint.name] = endpoint.parameters
    return families


def served() -> dict[str, set[str]]:
    """Return the endpoints that the stand-in store serves, and the parameters that they take."""
    found: dict[str, set[str]] = dict(_HOOKS)
    for name, operation in engine().served.items():
        found[re.sub("{[^}]*}", "{}", name)] = {*operation.query}
    return found


def fired() -> set[str]:
    """Return the scopes of the events that writes cause."""
    events = (event for model in engine().kinds for event in (*model.rules.events, *model.rules.together))
    caused = ((event.scope, write) for event in events for write in event.on)
    return {re.sub("{[^}]*}", "{id}", scope.replace("{write}", write)) for scope, write in caused}


def render() -> str:
    """Return the text of sandbox/COVERAGE.md."""
    return f"{_HEAD}## Endpoints\n\n{_endpoints()}\n## Webhooks that a write sends\n\n{_webhooks()}"


def _endpoints() -> str:
    here = served()
    rows = [[family, *_counts(whole, here)] for family, whole in documented().items()]
    total = [sum(int(row[at].split(" of ")[side]) for row in rows) for at in (1, 2) for side in (0, 1)]
    summed = ["all", f"{total[0]} of {total[1]}", f"{total[2]} of {total[3]}", ""]
    return _table(["Family", "Endpoints", "Parameters of those", "Not served"], [*rows, summed])


def _counts(whole: Mapping[str, frozenset[str]], here: Mapping[str, set[str]]) -> list[str]:
    common = whole.keys() & here.keys()
    parameters = [len(whole[name] & here[name]) for name in common]
    known = sum(len(whole[name]) for name in common)
    missing = sorted(whole.keys() - common, key=lambda name: name.split()[::-1])
    shown = ", ".join(f"`{name}`" for name in missing) if common else "all"
    return [f"{len(common)} of {len(whole)}", f"{sum(parameters)} of {known}", shown]


def _webhooks() -> str:
    there = {scope for scope in scopes.known() if not scope.endswith("*")}
    families = sorted({_family(scope) for scope in there})
    rows: list[list[str]] = []
    for family in families:
        of_family = {scope for scope in there if _family(scope) == family}
        missing = sorted(of_family - fired())
        rows.append([family, f"{len(of_family & fired())} of {len(of_family)}", _missing(missing, of_family)])
    return _table(["Family", "Events", "Not sent"], rows)


def _missing(missing: list[str], whole: set[str]) -> str:
    return "all" if len(missing) == len(whole) else ", ".join(f"`{scope}`" for scope in missing)


def _family(scope: str) -> str:
    return scope.split("/")[1]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [heads, ["---"] * len([*heads]), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PATH.write_text(render())
