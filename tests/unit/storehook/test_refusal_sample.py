"""A flood of forged requests writes few lines, and is counted all the same."""

from dataclasses import dataclass

from storehook.observability import LOGGED_EACH, LOGGED_OF, RefusalSample


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_refusals_of_a_minute_are_logged_each() -> None:
    sample = RefusalSample(Clock())

    assert [sample.count() for _ in range(LOGGED_EACH)] == [1] * LOGGED_EACH


def test_after_them_one_of_many_is_logged_and_stands_for_all() -> None:
    sample = RefusalSample(Clock())
    numbers = [sample.count() for _ in range(10 * LOGGED_OF)]

    assert len([number for number in numbers if number]) == LOGGED_EACH + 10
    assert sum(numbers) == len(numbers)


def test_the_next_minute_begins_with_a_line_that_stands_for_the_rest_too() -> None:
    clock = Clock()
    sample = RefusalSample(clock)
    first = sum(sample.count() for _ in range(LOGGED_OF // 2))
    clock.now = 60

    assert sample.count() == LOGGED_OF // 2 - first + 1
    assert [sample.count() for _ in range(LOGGED_EACH - 1)] == [1] * (LOGGED_EACH - 1)
