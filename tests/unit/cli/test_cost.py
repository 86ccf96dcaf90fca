"""Costs of a month: computed from counted calls, and printed as in the document."""

import json
import re
from typing import Any

import pytest
from tests.support.built_template import deployed
from tests.support.repository import ROOT
from typer.testing import CliRunner

from storehook.observability import LOGGED_OF
from storehook_cli.authoring.template import of_type, read
from storehook_cli.costs.prices import MILLION, PRICES
from storehook_cli.costs.usage import (
    BATCH,
    MONTH_HOURS,
    REFUSALS_PER_LINE,
    STANDING,
    Workload,
    dollars,
    flood,
    kms_requests,
    naive,
    of_reconciliations,
    usage,
)
from storehook_cli.main import cli

DOCUMENT = ROOT / "docs" / "explanation" / "costs-and-scale.md"


def together(workload: Workload) -> float:
    return sum(dollars(usage(workload)).values())


def run(*options: str) -> str:
    result = CliRunner().invoke(cli, ["cost", *options])
    assert result.exit_code == 0
    return result.stdout


def test_a_month_without_stores_takes_what_stands_by() -> None:
    assert usage(Workload(0)) - of_reconciliations(Workload(0)) == STANDING


def test_an_idle_month_costs_less_than_five_dollars_without_the_free_tier() -> None:
    assert together(Workload(0)) < 5


def test_each_alarm_of_the_template_is_counted() -> None:
    assert STANDING["alarms"] == len(of_type(deployed(), "AWS::CloudWatch::Alarm"))
    dashboard = read(ROOT)["Parameters"]["Dashboard"]
    assert dashboard["Default"] == "false"
    assert f"costs ${PRICES['dashboards'].dollars:.0f} a month" in dashboard["Description"]


def test_the_document_has_the_bill_of_an_idle_month() -> None:
    document = " ".join(DOCUMENT.read_text().split())
    rows = re.findall(r"\| ([\d,.]+)(| GB-s| MB) \| \$([\d.]+) (each|a million|a GB) \| (\d\.\d\d) \|", document)
    per = {"each": 1, "a million": MILLION, "a GB": 1_000}
    printed = [(float(number.replace(",", "")), float(price) / per[unit]) for number, _, price, unit, _ in rows]
    prices = {name: PRICES[name].dollars * (MILLION if name == "log bytes" else 1) for name in STANDING}
    counted = {name: STANDING[name] / (MILLION if name == "log bytes" else 1) for name in STANDING}

    assert sorted(printed) == [
        pytest.approx(pair, rel=1e-3) for pair in sorted((counted[n], prices[n]) for n in STANDING)
    ]
    assert all(
        float(cents) == round(number * price, 2) for (number, price), (*_, cents) in zip(printed, rows, strict=True)
    )
    whole, less = (sum(dollars(usage(Workload(0)), free_tier=free).values()) for free in (False, True))
    assert f"costs about ${whole:.2f} a month, and ${less:.2f} with AWS's free tier" in document
    assert f"| **total** | | | {whole:.2f} |" in document


@pytest.mark.parametrize(("minutes", "schedule"), [(15, "15 minutes"), (60, "1 hour"), (360, "6 hours")])
def test_the_document_has_the_costs_of_reconciling_many_stores(minutes: int, schedule: str) -> None:
    costs = dollars(of_reconciliations(Workload(0, stores=60_000, reconcile_minutes=minutes)))
    services = ("SQS", "Lambda", "DynamoDB", "KMS", "Secrets Manager", "CloudWatch")
    cells = " | ".join(f"${costs[service]:.0f}" for service in services)

    millions = 60_000 * MONTH_HOURS / MILLION * 60 / minutes
    row = f"| `rate({schedule})` | {millions:.0f} million | {cells} | ${sum(costs.values()):.0f} |"

    assert costs.keys() == {*services}
    assert row in DOCUMENT.read_text()


def test_the_command_counts_the_reconciliations_of_all_stores() -> None:
    more, less = (json.loads(run("--stores", number, "--json"))["storehook"] for number in ("60000", "100"))

    assert sum(more.values()) - sum(less.values()) > 480


def test_storage_is_counted_and_so_is_its_recovery() -> None:
    assert usage(Workload(MILLION))["stored bytes"] > 1.9e9
    plain, protected = (sum(json.loads(run(*more, "--json"))["storehook"].values()) for more in ((), ("--protected",)))
    assert protected - plain == pytest.approx(0.22, abs=0.01)


@pytest.mark.parametrize(
    "more", [Workload(2 * MILLION), Workload(MILLION, actions=2), Workload(MILLION, failing=0.01)], ids=repr
)
def test_more_events_more_actions_and_more_failures_cost_more(more: Workload) -> None:
    assert together(more) > together(Workload(MILLION))


def a_million_more(**more: Any) -> float:
    """Return the dollars that a million events add to the stack's bill."""
    return together(Workload(2 * MILLION, **more)) - together(Workload(MILLION, **more))


def test_a_million_events_more_cost_about_ten_dollars_and_six_in_bursts() -> None:
    assert a_million_more(stores=100) < 10.5
    assert a_million_more(stores=100, at_once=BATCH) < 6.5


def test_a_million_runs_that_fail_nine_times_together_cost_less_than_eighty_dollars() -> None:
    assert a_million_more(failing=1.0, at_once=BATCH) < 80


def test_the_command_is_told_how_many_come_at_once() -> None:
    assert json.loads(run("--at-once", "10", "--json"))["storehook"] == dollars(
        usage(Workload(MILLION, stores=100, at_once=10))
    )


def test_an_event_takes_under_a_twentieth_of_a_call_of_kms() -> None:
    assert all(kms_requests(MILLION, stores) / MILLION < 0.05 for stores in (1, 100))
    # Of so many stores, most are quiet for longer than a copy lives.
    assert kms_requests(MILLION, 10_000) / MILLION > 0.5


def test_every_price_names_its_page_at_aws() -> None:
    assert all(price.source.startswith("https://aws.amazon.com/") for price in PRICES.values())


def test_what_is_free_is_taken_off_once() -> None:
    price = PRICES["sqs requests"]

    assert (price.of(MILLION, free_tier=True), price.of(3 * MILLION, free_tier=True)) == (0, pytest.approx(0.80))


def test_the_command_prints_each_service_and_the_sum() -> None:
    found: dict[str, Any] = json.loads(run("--events", "1000000", "--json"))
    ours, other = found["storehook"], found["naive"]

    workload = Workload(MILLION, stores=100)
    assert (ours, other) == (dollars(usage(workload)), dollars(naive(workload)))
    assert found["after_free_tier"] == dollars(usage(workload), free_tier=True)
    assert {*other} < {*ours} == {price.service for price in PRICES.values()}
    assert re.search(r"total +16\.\d\d +1\d\.\d\d +4\.\d\d", run())


def test_the_document_has_the_commands_figures() -> None:
    rows = re.findall(r"^\| ([A-Z]\w[\w ]+|\*\*total\*\*) \|((?: [\d,]+\.\d\d \|){3})$", DOCUMENT.read_text(), re.M)
    printed = {name: [float(cell.replace(",", "")) for cell in cells.strip(" |").split(" | ")] for name, cells in rows}
    computed = [dollars(usage(Workload(number * MILLION, stores=100))) for number in (1, 10, 100)]
    expected = {name: [round(each[name], 2) for each in computed] for name in computed[0]}
    expected["**total**"] = [round(sum(each.values()), 2) for each in computed]

    by_hand = [
        f"{sum(dollars(naive(Workload(number * MILLION, stores=100))).values()):,.0f}" for number in (1, 10, 100)
    ]

    marginal = [
        round(a_million_more(stores=100)),
        round(a_million_more(stores=100, at_once=BATCH)),
        round(a_million_more(failing=1.0)),
        round(a_million_more(failing=1.0, at_once=BATCH)),
    ]

    assert printed == expected
    assert "a million more adds ${}, and ${} in bursts".format(*marginal[:2]) in " ".join(DOCUMENT.read_text().split())
    assert "adds ${}, and ${} if ten fail together".format(*marginal[2:]) in " ".join(DOCUMENT.read_text().split())
    assert "it would cost ${}, ${} and ${}".format(*by_hand) in " ".join(DOCUMENT.read_text().split())


def test_the_document_and_the_command_have_the_cost_of_a_flood() -> None:
    rows = re.findall(r"^\| ([\d,]+) deliveries a second.* \| ([\d,]+) \| ([\d,]+) \|$", DOCUMENT.read_text(), re.M)
    printed = {int(rate.replace(",", "")): (day, month) for rate, day, month in rows}
    parameter = read(ROOT)["Parameters"]["DeliveryRate"]

    assert printed.keys() == {100, parameter["Default"], parameter["MaxValue"]}
    for rate, figures in printed.items():
        day = sum(dollars(flood(rate)).values())
        assert figures == (f"{day:,.0f}", f"{day * 30:,.0f}")
    assert f"costs ${sum(dollars(flood(100)).values()):,.0f} a day for each 100 a second" in run()
    assert f"up to ${longest_paths():,.0f} a day more" in " ".join(DOCUMENT.read_text().split())


def longest_paths() -> float:
    """Return the dollars that a day's log lines of the longest paths add, at the default rate."""
    return PRICES["log bytes"].of(read(ROOT)["Parameters"]["DeliveryRate"]["Default"] * 86_400 * 10_240)


def test_a_refused_delivery_is_logged_as_seldom_as_the_costs_say() -> None:
    assert LOGGED_OF == REFUSALS_PER_LINE
