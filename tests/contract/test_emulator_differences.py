"""The list of the emulators' differences from AWS is right, and has no needless entry."""

import pytest
from tests.support.emulator_differences import DIFFERENCES, Difference
from tests.support.moto_stack import Cloud

EVERY = pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.question)


@EVERY
def test_an_emulator_answers_as_the_list_says(
    difference: Difference, cloud: Cloud, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["cloud"]

    assert difference.answer(cloud) == difference.emulators[name]


@EVERY
def test_what_both_answer_as_aws_does_is_not_in_the_list(difference: Difference) -> None:
    assert set(difference.emulators.values()) != {difference.aws}
