"""Costs of a month: computed from counted calls, and printed as in the document."""

import json
import re
from typing import Any

import pytest
from tests.support.repository import ROOT
from typer.testing import CliRunner

from storehook_cli.costs.prices import MILLION, PRICES
from storehook_cli.costs.usage import BATCH, STANDING, Workload, dollars, kms_requests, naive, usage
from storehook_cli.main import cli

DOCUMENT = ROOT / "docs" / "explanation" / "costs-and-scale.md"


def together(workload: Workload) -> float:
    return sum(dollars(usage(workload)).values())


def run(*options: str) -> str:
    result = CliRunner().invoke(cli, ["cost", *options])
    assert result.exit_code == 0
    return result.stdout


def test_a_month_without_events_takes_what_stands_by() -> None:
    assert usage(Workload(0)) == STANDING


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
    assert a_million_more(stores=100, at_once=BATCH) < 6


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
    assert re.search(r"total +17\.\d\d +1\d\.\d\d +4\.\d\d", run())


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
