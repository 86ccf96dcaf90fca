"""The modules of the template's functions."""

from tests.support.repository import ROOT

from storehook_cli.authoring import template

_FUNCTIONS = template.functions(template.read(ROOT)["Resources"]).values()

HANDLERS = sorted({ROOT / function["CodeUri"] / f"{function['Handler'].split('.')[0]}.py" for function in _FUNCTIONS})
"""The module of each function of the template. Two functions may share one."""
