"""docs/reference/metrics.md: the metrics that the functions write."""

import re
from collections import defaultdict
from collections.abc import Iterator
from inspect import getsource
from typing import get_args

from docs.site.pages import ROOT
from docs.site.reference.markdown import code, sentence, table
from docs.site.reference.markdown import page as whole_page

from storehook.consumer import outcome
from storehook.observability import METRICS
from storehook_cli.authoring import template

_RESULT = re.compile(r'^    "(\w+)",  # (.+)$', re.MULTILINE)
"""A result of a message, and the comment that describes it."""

INTRODUCTION = """\
The functions write these metrics to their logs in CloudWatch's embedded format. Their namespace is `storehook/` and the
stack's name. The dimension `service` names the function. The [alarms](alarms.md) watch some of them."""


FILTERED = {
    "CallbacksFailed": "Callbacks that were refused with 429 because too many came, and 100 for each with a 5xx status."
}
"""Metrics that CloudWatch counts in the API's access log. They have no dimension."""


def page() -> str:
    """Write the page."""
    return whole_page("Metrics", "`METRICS` of `storehook.observability`", INTRODUCTION, *_sections(), *_results())


def _sections() -> Iterator[str]:
    alarms = _alarms()
    for function, metrics in {"API, without a dimension": FILTERED, **METRICS}.items():
        yield f"## {function[0].upper()}{function[1:]}"
        yield table(
            ("metric", "description", "alarms"),
            ((code(name), description, ", ".join(alarms[name])) for name, description in metrics.items()),
        )


def _results() -> Iterator[str]:
    yield "### Messages by result"
    yield "A consumer counts each message by its result. The log line of the message names the result too."
    descriptions = dict(_RESULT.findall(getsource(outcome)))
    results = ((result, descriptions[result]) for result in get_args(outcome.Result))
    rows = ((code(f"Messages{result.capitalize()}"), sentence(description)) for result, description in results)
    yield table(("metric", "result"), rows)


def _alarms() -> dict[str, list[str]]:
    resources = template.read(ROOT)["Resources"]
    by_metric: dict[str, list[str]] = defaultdict(list)
    for alarm, properties in template.of_type(resources, "AWS::CloudWatch::Alarm").items():
        by_metric[properties["MetricName"]].append(code(alarm))
    return by_metric
