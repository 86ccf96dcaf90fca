"""`make chaos` can still change its copy of the bundle, so that it doesn't fail only before a release."""

from pathlib import Path

from tests.chaos.faulty_stack import (
    acknowledge_first,
    put_fault_points_in,
    put_stories_in,
    send_messages_alone,
    shorten_everything,
)
from tests.support.bundle import copy_of_bundle


def test_every_change_that_chaos_makes_fits_the_bundle(tmp_path: Path) -> None:
    project = copy_of_bundle(tmp_path)

    for change in (send_messages_alone, acknowledge_first, put_stories_in, shorten_everything):
        change(project)
    put_fault_points_in(project, tmp_path / "faults")
