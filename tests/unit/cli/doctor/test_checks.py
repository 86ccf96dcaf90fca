"""The facts about a stack are judged rightly."""

from typing import Any

import pytest
import yaml
from tests.support.repository import ROOT

from storehook.operations.stack_secrets import LiveSecret
from storehook.operations.store_answers import store_row_answer
from storehook.registration.record import ReconciliationOutcome, Registration
from storehook.stores.store import Status, Store
from storehook_cli.authoring.template import TemplateLoader
from storehook_cli.doctor import checks
from storehook_cli.doctor.findings import Finding, Level

GENERATED = '{"client_id": "", "client_secret": "k8(;Pq>x{ZJ.$m2@aYv&Tn!hB-eW5#uRc9~LdX/Fo?GsVy3^iQ*t7|jK1=MwAzN"}'
LOG = "sam logs --stack-name shop --name Reconciler"
APP = '{"client_id": "abc", "client_secret": "' + "0a" * 32 + '"}'


def test_a_stack_of_another_version_than_the_commands_is_told() -> None:
    assert checks.version("0.2.0", "0.2.0").level == "ok"
    assert checks.version("0.1.0", "0.2.0") == Finding(
        "warning", "version", "the stack has 0.1.0, the command 0.2.0", checks.DEPLOY
    )
    assert "older" in checks.version("", "0.2.0").text


def everything() -> dict[str, str]:
    return dict.fromkeys(checks.OUTPUTS, "there")


def test_a_stack_that_tells_everything_is_well() -> None:
    assert checks.outputs(everything()).level == "ok"


@pytest.mark.parametrize("value", [None, ""])
def test_an_output_that_is_missing_is_named(value: str | None) -> None:
    found = everything()
    del found["HookSecret"]

    judged = checks.outputs(found if value is None else found | {"HookSecret": value})

    assert (judged.level, judged.text) == ("problem", "missing: HookSecret")


@pytest.mark.parametrize(
    ("text", "needed", "level"),
    [
        (APP, True, "ok"),
        (APP, False, "ok"),
        (GENERATED, True, "problem"),
        (GENERATED, False, "warning"),
        (GENERATED.replace('""', '"abc"'), True, "problem"),
        (APP.replace("abc", ""), True, "problem"),
        ("{", True, "problem"),
        ("[]", True, "problem"),
        ('{"client_id": null, "client_secret": 7}', True, "problem"),
    ],
)
def test_only_an_app_that_was_put_in_is_well(text: str, needed: bool, level: Level) -> None:
    assert checks.app_secret(LiveSecret(text, 0.0), needed=needed).level == level


@pytest.mark.parametrize("text", [APP, GENERATED, APP.replace("abc", "")])
def test_no_finding_has_the_secret_in_it(text: str) -> None:
    found = checks.app_secret(LiveSecret(text, 0.0), needed=True), checks.hook_secret(LiveSecret("canary", 0.0), [])

    assert not any(part in repr(found) for part in ("0a0a", "Pq>x", "canary"))


def test_a_hook_secret_that_is_empty_is_a_problem() -> None:
    assert [checks.hook_secret(LiveSecret(text, 0.0), []).level for text in ("", "x")] == ["problem", "ok"]


AT, UNTIL = 1_796_000_000.0, 1_796_000_000.0 + 49 * 3600


@pytest.mark.parametrize("live", [LiveSecret(APP, AT), LiveSecret(APP, AT, UNTIL)], ids=["one", "two"])
def test_it_says_which_values_of_a_secret_count_and_until_when(live: LiveSecret) -> None:
    both = {"app": checks.app_secret(live, needed=True), "hook": checks.hook_secret(live, [])}
    for name, found in both.items():
        end = f"If it has leaked, end it: storehook secrets exchange {name} --leaked"
        assert "in use since 2026-11-30T" in found.text
        assert ("the previous one counts until 2026-12-02T" in found.text) is (live.previous_until is not None)
        assert (end in found.text) is (live.previous_until is not None)
        assert found.level == "ok"


@pytest.mark.parametrize(
    ("status", "outcome", "reconciled_at", "is_told"),
    [
        ("active", "reconciled", AT + 60, False),
        ("active", "reconciled", AT - 60, True),
        ("active", "reconciled", 0.0, False),
        ("paused", "reconciled", AT - 60, True),
        ("paused", "unauthorized", AT + 60, True),
        ("uninstalled", "reconciled", AT - 60, False),
    ],
)
@pytest.mark.parametrize("live", [LiveSecret("x", AT, UNTIL), LiveSecret("x", AT)], ids=["both count", "one has ended"])
def test_a_store_whose_webhooks_may_still_have_an_old_key_is_told_for_as_long_as_they_have_it(
    status: Status, outcome: ReconciliationOutcome, reconciled_at: float, is_told: bool, live: LiveSecret
) -> None:
    registration = Registration(reconciled_at=reconciled_at, outcome=outcome)

    found = checks.hook_secret(live, [store_row_answer(Store("abc123", status), registration, None, AT)])

    assert (found.level == "warning") is ("abc123" in found.text) is is_told


def test_a_store_that_was_installed_after_the_exchange_has_the_new_key() -> None:
    registration = Registration(reconciled_at=AT + 60, outcome="unauthorized")
    row = store_row_answer(Store("abc123", "paused", installed_at=AT + 30), registration, None, AT)

    assert checks.hook_secret(LiveSecret("x", AT), [row]).level == "ok"


def test_a_schedule_or_a_rule_that_is_off_is_told() -> None:
    assert [checks.schedule(state, "rate(1 day)").level for state in ("ENABLED", "DISABLED")] == ["ok", "problem"]
    assert [checks.rule(state).level for state in ("ENABLED", "DISABLED")] == ["ok", "warning"]


def test_a_stack_that_is_rolled_back_is_told_with_its_versions() -> None:
    assert checks.code({}).level == "ok"

    finding = checks.code({"LongConsumer": 3, "DefaultConsumer": 4})

    assert (finding.level, finding.text) == (
        "warning",
        "the newest deploy is rolled back, live are DefaultConsumer 4, LongConsumer 3",
    )
    assert "storehook rollback --to latest" in finding.advice


def test_a_disabled_schedule_for_refused_tokens_is_a_problem() -> None:
    disabled = checks.refused_tokens("DISABLED")

    assert checks.refused_tokens("ENABLED").level == "ok"
    assert (disabled.level, disabled.text) == (
        "problem",
        "its schedule is DISABLED: a store whose token works again stays paused",
    )


def test_a_task_of_the_timer_whose_schedule_is_off_is_named() -> None:
    states = {"TimerWake": "ENABLED", "TimerRelease": "ENABLED"}
    found = checks.timer(states | {"TimerRelease": "DISABLED"})

    assert checks.timer(states).level == "ok"
    assert (found.level, found.text) == ("problem", "TimerRelease is DISABLED: runs wait too long")
    assert "A deploy doesn't" in found.advice


@pytest.mark.parametrize(
    ("states", "level"), [(["Enabled"], "ok"), (["Disabled"], "problem"), (["Creating"], "problem"), ([], "problem")]
)
def test_a_function_that_gets_nothing_from_its_queue_is_a_problem(states: list[str], level: Level) -> None:
    assert checks.queue("DefaultConsumer", states, 3).level == level


@pytest.mark.parametrize(("limit", "taken", "level"), [(1000, 6, "ok"), (12, 6, "ok"), (10, 6, "warning")])
def test_queues_that_may_leave_ingest_no_room_are_told(limit: int, taken: int, level: Level) -> None:
    found = checks.concurrency((limit, taken))

    assert (found.level, str(limit) in found.text, str(taken) in found.text) == (level, True, True)


def test_room_is_left_for_each_task_of_the_timer() -> None:
    template: Any = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader

    assert len(template["Resources"]["Timer"]["Properties"]["Events"]) == checks.TIMER


@pytest.mark.parametrize(
    ("limit", "taken", "requests", "rate", "binds"),
    [
        (1000, 6, 10_000.0, "1,000", "the parameter DeliveryRate"),
        (1000, 6, 500.0, "500", "API Gateway"),
        (10, 6, 10_000.0, "50", "Lambda (copies left to ingest: 1)"),
        (10, 20, 10_000.0, "0", "Lambda (copies left to ingest: 0)"),
    ],
)
def test_what_binds_first_is_told(limit: int, taken: int, requests: float, rate: str, binds: str) -> None:
    found = checks.capacity((limit, taken), requests, 1000.0)

    assert f"about {rate} deliveries per second, limited by " in found.text
    assert binds in found.text


def test_dead_letters_are_told_with_the_command_that_shows_them() -> None:
    assert checks.dead_letters("long", 0, LOG).level == "ok"
    assert checks.dead_letters("long", 7, LOG) == Finding(
        "warning", "dead letters, long", "7", "storehook dlq list --lane long"
    )
    assert LOG in checks.dead_letters("reconcile", 7, LOG).advice


def test_each_alarm_that_is_on_is_a_problem() -> None:
    assert [found.level for found in checks.alarms([])] == ["ok"]
    assert [(found.level, found.text) for found in checks.alarms(["b", "a"])] == [("problem", "a"), ("problem", "b")]


@pytest.mark.parametrize(
    ("skew", "level"),
    [(0.4, "ok"), (-29, "ok"), (31, "warning"), (-239, "warning"), (241, "problem"), (-900, "problem")],
)
def test_a_clock_that_is_wrong_is_told(skew: float, level: Level) -> None:
    assert checks.clock(skew).level == level


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [("rate(15 minutes)", 900), ("rate(1 hour)", 3_600), ("rate(2 days)", 172_800), ("cron(0 * * * ? *)", None)],
)
def test_a_schedules_period_is_read(expression: str, seconds: float | None) -> None:
    assert checks.seconds_of(expression) == seconds


@pytest.mark.parametrize(
    ("version", "level"), [("1.167.0", "ok"), ("1.200.1", "ok"), ("1.166.9", "problem"), ("", "problem")]
)
def test_a_sam_that_is_too_old_or_missing_is_a_problem(version: str, level: Level) -> None:
    assert checks.sam(version).level == level
