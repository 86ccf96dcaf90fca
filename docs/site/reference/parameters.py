"""docs/reference/stack-parameters.md: the parameters of template.yaml."""

from typing import Any

from docs.site.pages import ROOT
from docs.site.reference.markdown import code, table
from docs.site.reference.markdown import page as whole_page

from storehook_cli.authoring import template

INTRODUCTION = """\
Set them in `samconfig.toml` below `parameter_overrides`, then deploy. [Deploying](../guides/deploying.md) shows how."""


def page() -> str:
    """Write the page."""
    parameters = template.read(ROOT)["Parameters"]
    rows = (
        (code(name), code(str(parameter["Default"])) or "empty", _values(parameter), parameter["Description"])
        for name, parameter in parameters.items()
    )
    heads = ("parameter", "default", "values", "description")
    return whole_page("Stack parameters", "template.yaml", INTRODUCTION, table(heads, rows))


def _values(parameter: dict[str, Any]) -> str:
    match parameter:
        case {"AllowedValues": list(values)}:
            return ", ".join(code(str(value)) for value in values)
        case {"MinValue": lowest, "MaxValue": highest}:
            return f"{lowest} to {highest}"
        case {"MinValue": lowest}:
            return f"at least {lowest}"
        case {"AllowedPattern": pattern}:
            return code(pattern)
        case _:
            return "any text"
