"""docs/reference/environment.md: the environment variables of the functions and of the command."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import typer
from docs.site.pages import ROOT
from docs.site.reference.markdown import code, sentence, table
from docs.site.reference.markdown import page as whole_page

from storehook import settings
from storehook.queues.lanes import LANES
from storehook_cli.authoring import template
from storehook_cli.main import cli

INTRODUCTION = """\
template.yaml sets the variables of the functions. An action reads the values of its author from `ctx.settings` and
`ctx.secrets` instead."""

COMMAND = """\
An option of a command takes precedence over its variable. The AWS SDK reads other variables, such as
`AWS_PROFILE`."""

SETTINGS: dict[str, type[settings.Settings]] = {
    "Ingest": settings.IngestSettings,
    "DefaultConsumer": settings.ConsumerSettings,
    "LongConsumer": settings.ConsumerSettings,
    "Timer": settings.TimerSettings,
    "Connect": settings.ConnectSettings,
    "Reconciler": settings.ReconcilerSettings,
    "Console": settings.ConsoleSettings,
}
"""The settings that each function of the template reads from its environment."""

OTHERS = {
    "API_ID": "ID of the API.",
    "POWERTOOLS_LOG_LEVEL": "The lowest level that is logged.",
    "POWERTOOLS_METRICS_NAMESPACE": "The namespace of the metrics.",
    "PYTHONBREAKPOINT": "What `breakpoint()` calls. It fails the run, because no terminal can answer.",
    "POWERTOOLS_SERVICE_NAME": "The name of the function in its logs and metrics.",
}
"""Descriptions of `API_ID`, which belongs to `PUBLIC_URL`, and of the variables that Powertools reads."""

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
    descriptions = OTHERS | _descriptions()
    for function, variables in _variables().items():
        for name, value in variables.items():
            functions[name].append(function)
            values[name].add(_shown(value))
    for name in sorted(functions):
        users = "all" if len(functions[name]) == len(SETTINGS) else ", ".join(functions[name])
        yield code(name), ", ".join(sorted(values[name])), sentence(descriptions[name]), users


def _descriptions() -> dict[str, str]:
    """Return the meaning of each variable of the settings."""
    return {
        variable.name.replace("{LANE}", lane.upper()): variable.meaning
        for function in SETTINGS.values()
        for variable in function.variables().values()
        for lane in LANES
    }


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
