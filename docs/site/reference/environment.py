"""docs/reference/environment.md: the environment variables of the functions and of the command."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import typer
from docs.site.pages import ROOT
from docs.site.reference.docstrings import Docstring
from docs.site.reference.markdown import code, sentence, table
from docs.site.reference.markdown import page as whole_page

from storehook import settings
from storehook.errors import SettingsError
from storehook_cli.authoring import template
from storehook_cli.main import cli

INTRODUCTION = """\
template.yaml sets the variables of the functions. An action reads the values of its author from `ctx.settings` and
`ctx.secrets` instead."""

COMMAND = """\
An option of a command takes precedence over its variable. The AWS SDK reads variables of its own, such as
`AWS_PROFILE`."""

SETTINGS: dict[str, Any] = {
    "Ingest": settings.IngestSettings,
    "DefaultConsumer": settings.ConsumerSettings,
    "LongConsumer": settings.ConsumerSettings,
    "Timer": settings.TimerSettings,
    "Connect": settings.ConnectSettings,
    "Reconciler": settings.ReconcilerSettings,
    "Console": settings.ConsoleSettings,
}
"""The settings that each function of the template reads from its environment."""

POWERTOOLS = {
    "POWERTOOLS_LOG_LEVEL": "The lowest level that is logged.",
    "POWERTOOLS_METRICS_NAMESPACE": "The namespace of the metrics.",
    "POWERTOOLS_SERVICE_NAME": "The name of the function in its logs and metrics.",
}
"""Variables that Powertools reads."""

TEMPLATE = template.read(ROOT)


def page() -> str:
    """Write the page."""
    return whole_page(
        "Environment variables",
        "template.yaml, `storehook.settings` and the command's options",
        INTRODUCTION,
        "## Functions",
        table(("variable", "value", "description", "functions"), _rows()),
        "## Command",
        COMMAND,
        table(("variable", "option", "description"), _options()),
    )


def _rows() -> Iterator[tuple[str, str, str, str]]:
    functions: dict[str, list[str]] = defaultdict(list)
    values: dict[str, set[str]] = defaultdict(set)
    descriptions = dict(POWERTOOLS)
    for function, variables in _variables().items():
        for name, value in variables.items():
            functions[name].append(function)
            values[name].add(_shown(value))
            if name not in descriptions:
                descriptions[name] = _description(function, name, variables)
    for name in sorted(functions):
        users = "all" if len(functions[name]) == len(SETTINGS) else ", ".join(functions[name])
        yield code(name), ", ".join(sorted(values[name])), sentence(descriptions[name]), users


def _variables() -> dict[str, dict[str, Any]]:
    """Return the variables of each function of the template, with their values as the template has them."""
    shared = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    functions = template.functions(TEMPLATE["Resources"])
    return {name: shared | function["Environment"]["Variables"] for name, function in functions.items()}


def _shown(value: Any) -> str:
    match value:
        case {"Ref": str(name)} | {"GetAtt": str(name)} | {"If": [_, {"Ref": str(name)}, _]}:
            return code(name.partition(".")[0])
        case {"Sub": str(text)}:
            return code(text)
        case _:
            return code(str(value))


def _description(function: str, variable: str, variables: dict[str, Any]) -> str:
    """Return the description of the setting that changes with a variable."""
    described: Any = SETTINGS[function]
    samples = {name: _sample(value) for name, value in variables.items()}
    before = described.of(samples)
    for sample in _other_samples(variables[variable], samples[variable]):
        try:
            after = described.of(samples | {variable: sample})
        except SettingsError:
            continue
        changed = [
            field.name for field in fields(described) if getattr(before, field.name) != getattr(after, field.name)
        ]
        if changed:
            return Docstring.of_object(described).entries["Args"][changed[0]]
    raise LookupError(f"No setting of {function} changes with {variable}.")


def _sample(value: Any) -> str:
    match value:
        case {"Ref": str(name)} if default := str(TEMPLATE["Parameters"].get(name, {}).get("Default", "")):
            return default
        case str(text):
            return text
        case _:
            return "https://{api_id}"  # an address in which the API's id stands


def _other_samples(value: Any, sample: str) -> list[str]:
    allowed = TEMPLATE["Parameters"].get(template.named(value), {}).get("AllowedValues", [])
    return [f"{sample}1", *map(str, allowed)]


def _options() -> Iterator[tuple[str, str, str]]:
    # No option has the secret: other users of the machine could read it in the list of processes.
    found = {"STOREHOOK_CLIENT_SECRET": ("", "The app's client secret, for `storehook send` and `storehook sign`.")}
    for option in _all_options(typer.main.get_command(cli)):
        for name in [option.envvar] if isinstance(option.envvar, str) else option.envvar or []:
            found.setdefault(name, (code(option.opts[0]), option.help or ""))
    return ((code(name), option, description) for name, (option, description) in sorted(found.items()))


def _all_options(command: Any) -> Iterator[Any]:
    yield from command.params
    for child in getattr(command, "commands", {}).values():
        yield from _all_options(child)
