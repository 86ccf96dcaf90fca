"""A run that has ended well is run again on an explicit word, and once."""

from tests.support.deployment import Deployment, Script, declared, deploy, queued
from tests.support.operations import failed, run_operations


def test_a_completed_run_is_left_alone() -> None:
    deployment, script = deploy(None)
    deployment.work()

    assert run_operations(deployment).retry([deployment.run().key]) == 0
    assert deployment.drain() == []
    assert len(script.contexts) == 1


def test_a_completed_run_is_run_again_on_an_explicit_word_and_once_however_often_it_is_pressed() -> None:
    deployment, script = deploy(None, None)
    deployment.work()
    key = deployment.run().key

    run_operations(deployment).retry([key], again=True)
    run_operations(deployment).retry([key], again=True)

    assert deployment.drain() == ["completed"]
    assert len(script.contexts) == 2


def test_a_run_that_is_run_again_is_not_put_off_for_others_of_its_resource() -> None:
    script = Script([None, None, None], [])
    deployment = Deployment(declared(script, coalesce=600.0))
    deployment.post(queued())
    deployment.drain()
    event, window = sorted(deployment.repository.rows, key=str)

    for key in (event, window):
        run_operations(deployment).retry([key], again=True)

    assert [deployment.work().result for _ in (event, window)] == ["completed", "completed"]


def test_an_ignored_run_that_is_run_again_finds_the_action_that_came_meanwhile() -> None:
    deployment = Deployment()
    deployment.post(queued())
    deployment.work()
    script = Script([None], [])
    deployment.registry = type(deployment.registry)((declared(script),))

    run_operations(deployment).retry([deployment.run().key], again=True)

    assert deployment.drain() == ["completed"]


def test_a_run_that_is_run_again_has_been_redriven_by_nobody() -> None:
    deployment, _ = failed(None, None)
    run_operations(deployment).retry([deployment.run().key])
    deployment.drain()

    run_operations(deployment).retry([deployment.run().key], again=True)
    deployment.drain()

    runs = [(run.key.generation, run.message.redrives, run.state) for run in deployment.repository.rows.values()]
    assert runs == [(0, 1, "completed"), (1, 0, "completed")]


def test_a_run_that_is_run_again_keeps_its_history_and_is_another_idempotency_key() -> None:
    deployment, script = deploy(None, None)
    deployment.work()
    before = deployment.run()

    run_operations(deployment).retry([before.key], again=True)
    deployment.drain()

    assert deployment.repository.get(before.key) == before
    assert len({ctx.run_key for ctx in script.contexts}) == 2
