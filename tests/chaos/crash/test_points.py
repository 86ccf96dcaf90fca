"""Points: which calls they are, which faults they can have, and how the report shows them."""

from dataclasses import replace

from tests.chaos.crash.campaign import Result, violations
from tests.chaos.crash.points import OUTCOMES, Call, Point, first_of_each, points_of
from tests.chaos.crash.report import crash_report

SAVE = Call("default-consumer", "dynamodb PutItem Runs")
READ = Call("default-consumer", "dynamodb Query Runs by-time")
SEND = Call("ingest", "sqs SendMessage DefaultQueue")


def found(*recordings: list[Call], every: bool = False) -> list[Point]:
    return points_of("a story", ("ingest", "default-consumer"), recordings, every=every)


def test_a_call_is_a_point_if_it_is_made_each_time() -> None:
    assert found([SEND, SAVE, SAVE], [SEND, SAVE, READ]) == [Point("a story", SEND, 1), Point("a story", SAVE, 1)]


def test_of_a_loop_the_first_the_second_and_the_last_are_points() -> None:
    assert [point.nth for point in found([READ] * 32)] == [1, 2, 32]
    assert len(found([READ] * 32, every=True)) == 32


def test_of_the_timers_loops_the_first_two_are_points() -> None:
    looks = [Call("timer", READ.name)] * 32

    assert [point.nth for point in points_of("a story", ("timer",), [looks], every=True)] == [1, 2]


def test_calls_of_functions_that_a_story_is_not_about_are_not_points() -> None:
    assert found([Call("timer", "dynamodb Query Runs open")]) == []


def test_a_call_is_tried_in_the_first_story_that_makes_it() -> None:
    first, second = Point("one", SAVE, 1), Point("another", SAVE, 1)

    assert first_of_each([first, second, Point("another", SAVE, 2)]) == [first, Point("another", SAVE, 2)]


def test_a_call_without_an_effect_fails_or_dies_only_before_it() -> None:
    assert READ.outcomes == ("fails before", "dies before")
    assert SAVE.outcomes == OUTCOMES


def test_the_report_shows_errors_and_points_that_were_not_reached() -> None:
    point = Point("a story", SAVE, 1)
    report = crash_report(
        [
            Result(point, "fails before", []),
            Result(point, "fails after", [], repeats=1),
            Result(point, "dies before", ["run is lost"]),
            Result(point, "dies after", [], is_reached=False),
        ]
    )

    assert "4 faults at 1 points. Came out wrong: 1. Inconclusive: 1." in report
    assert "dies before dynamodb PutItem Runs (1): run is lost" in report
    assert "| default-consumer | dynamodb PutItem Runs | 1 | ✓ | ✓+1 |  | ✗ | · |" in report


def test_a_story_that_was_only_slow_is_tried_again_and_a_wrong_one_is_not() -> None:
    point = Point("a story", SAVE, 1)

    assert not Result(point, "fails before", [], stuck="waited").is_conclusive
    assert Result(point, "fails before", ["run is lost"], stuck="waited").is_conclusive
    assert violations([Result(point, "fails before", [], stuck="waited")])


def test_a_fault_that_took_no_effect_is_a_violation() -> None:
    point = Point("a story", SAVE, 1)
    reached, unreached = Result(point, "fails before", []), Result(point, "fails before", [], is_reached=False)

    assert violations([reached] * 99) == []
    assert violations([replace(unreached, is_steady=False)]) == []
    assert violations([reached] * 99 + [unreached]) == [
        "a story: default-consumer fails before dynamodb PutItem Runs (1): the fault took no effect"
    ]
