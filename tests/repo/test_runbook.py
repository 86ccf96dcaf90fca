"""Runbooks: each alarm's description links to its section of docs/guides/runbooks.md, which says what to do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.support.built_template import deployed
from tests.support.repository import LIBRARY, ROOT

from storehook_cli.authoring.template import of_type

STACK = deployed(Dashboard="true")
ALARMS = of_type(STACK, "AWS::CloudWatch::Alarm")
RUNBOOK = Path("docs/guides/runbooks.md")
LONGEST_DESCRIPTION = 1024
"""Characters (CloudWatch, PutMetricAlarm)."""

_LINK = re.compile(r" Runbook: (\S+)#([a-z0-9-]+)$")
_NAMED = re.compile(r"^\| `(\w+Alarm)` \||^#+ (\w+Alarm)(?:, (\w+Alarm))?$", re.MULTILINE)


def sections() -> dict[str, str]:
    """Sections of the runbook with their headings, by the anchor that GitHub makes of the heading."""
    _, *sections = re.split(r"^(?=#{2,3} )", (ROOT / RUNBOOK).read_text(), flags=re.MULTILINE)
    headings = [section.partition("\n")[0].lstrip("# ").lower() for section in sections]
    anchors = [re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings]
    return dict(zip(anchors, sections, strict=True))


def alarms_of(section: str) -> list[str]:
    """Return the alarms that a section names in its heading or in the first column of a table."""
    return [name for names in _NAMED.findall(section) for name in names if name]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarms_description_ends_with_a_link_to_its_section(name: str) -> None:
    description = ALARMS[name]["AlarmDescription"]
    link = _LINK.search(description)

    assert link, description
    assert Path(link[1]) == RUNBOOK
    assert name in alarms_of(sections()[link[2]])


def test_each_alarm_of_the_template_has_one_section_that_says_what_to_do() -> None:
    of_alarms = {name: section for section in sections().values() for name in alarms_of(section)}

    assert sorted(name for section in sections().values() for name in alarms_of(section)) == sorted(ALARMS)
    assert [name for name, section in of_alarms.items() if "**What to do:**" not in section] == []


def test_an_alarm_watches_one_metric_because_each_is_billed() -> None:
    assert [name for name, alarm in ALARMS.items() if "Metrics" in alarm] == []


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_tells_the_topic_in_as_many_words_as_cloudwatch_takes(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == ["AlarmTopic"]
    assert len(ALARMS[name]["AlarmDescription"]) <= LONGEST_DESCRIPTION


# --- The dashboard -------------------------------------------------------------------------------------------------

HEIGHT = 12
"""Rows of CloudWatch's grid that a screen shows without scrolling, with its own bars around them."""


def widgets() -> list[dict[str, Any]]:
    (dashboard,) = of_type(STACK, "AWS::CloudWatch::Dashboard").values()
    return json.loads(dashboard["DashboardBody"])["widgets"]


def written_out(rows: list[list[Any]]) -> list[list[Any]]:
    """A widget's metrics with what "." and "..." repeat of the row above (CloudWatch, dashboard body structure)."""
    every: list[list[Any]] = []
    for row in rows:
        names = [each for each in row if isinstance(each, str)]
        if names[0] == "...":
            names = every[-1][: 1 - len(names)] + names[1:]
        every.append([every[-1][place] if each == "." else each for place, each in enumerate(names)])
    return every


def test_the_dashboard_is_one_screen_that_shows_in_waiting_out_failed_and_overdue() -> None:
    titles = [each["properties"]["title"] for each in widgets()]

    assert titles == ["In", "Waiting", "Oldest overdue, seconds", "Out", "Failed", "Top ten stores"]
    assert all(each["y"] + each["height"] <= HEIGHT and each["x"] + each["width"] <= 24 for each in widgets())


def test_the_dashboards_metrics_are_those_of_the_stacks_functions_and_queues() -> None:
    rows = [row for each in widgets() if each["type"] == "metric" for row in written_out(each["properties"]["metrics"])]
    functions = of_type(STACK, "AWS::Lambda::Function").values()
    services = {found["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for found in functions}

    assert len(rows) == 16
    for namespace, _, dimension, value in rows:
        assert (namespace, dimension) in {("storehook/storehook", "service"), ("AWS/SQS", "QueueName")}
        assert value in services | of_type(STACK, "AWS::SQS::Queue").keys()


def test_the_stores_are_counted_from_the_lines_that_ingest_writes_and_cost_no_metric() -> None:
    (log,) = (each["properties"] for each in widgets() if each["type"] == "log")

    assert log["query"].startswith("SOURCE 'IngestLog' | filter message = 'Accepted' | stats count(*) ")
    assert log["query"].endswith(" by store_hash | sort deliveries desc | limit 10")
    assert 'info("Accepted", extra=message.summary()' in (LIBRARY / "ingest/invocation.py").read_text()


# --- Loops --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["DefaultConsumer", "LongConsumer", "Reconciler"])
def test_lambda_drops_no_message_of_a_function_that_sends_to_its_own_queue(name: str) -> None:
    assert of_type(STACK, "AWS::Lambda::Function")[name]["RecursiveLoop"] == "Allow"
