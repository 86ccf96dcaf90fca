"""Checks of a history that has come to rest."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.simulation.awaiting import cancelling_events
from tests.simulation.deployment import COALESCING
from tests.simulation.scripts import QUICK, UNCOUNTED, Step, expected
from tests.simulation.subjects import Letter, Subject, subjects
from tests.simulation.violations import Promise, Violation
from tests.simulation.windows import events_of, joined_windows, window_violations
from tests.simulation.world import World

from storehook.errors import AttemptLost
from storehook.runs.failure import Failure
from storehook.runs.run import FINISHED, IGNORED, Run


def check(world: World) -> None:
    """Report every broken promise."""
    found = list(subjects(world))
    joined = joined_windows(found)
    for subject in found:
        # After a sleep or a question, a run has all its attempts again.
        parts = world.deployment.stepping.parts(subject.run.run_key) if subject.run else 1
        world.violations.extend(_broken(world, subject, max(events_of(joined, subject), 1) * parts))
    world.violations.extend(_never_run(world))
    world.violations.extend(window_violations(world, found))


def check_redriven(world: World) -> None:
    """Report runs that did not complete after the actions were fixed and everything was redriven."""
    for subject in subjects(world):
        if subject.forgotten:
            continue
        if (subject.state == "failed") != subject.hopeless and subject.state != "cancelled":
            world.violations.append(Violation(Promise.REDRIVE_COMPLETES, f"{subject.key} is {subject.state}"))
        left = sum(not letter.expired for letter in subject.letters)
        if left and not subject.hopeless:
            detail = f"{subject.key} is {subject.state} and has {left} dead letters"
            world.violations.append(Violation(Promise.FAILURES_SHOW, detail))


def _broken(world: World, subject: Subject, events: int) -> Iterator[Violation]:
    yield from _lost(world, subject)
    yield from _counted_wrongly(subject, events)
    yield from _repeated(world, subject)
    if _met_no_fault(world, subject):
        world.schedule.happened("runs that met no fault")
        if events == 1:
            yield from _off_script(subject, world.deployment.script_of(subject.calls[0].run_key))
    if subject.run is None:
        return
    world.schedule.happened(f"runs {subject.state}")
    yield from _altered(world, subject, subject.run)
    if not subject.forgotten:
        yield from _out_of_place(subject, subject.run)
    if subject.state == "failed":
        world.schedule.happened(f"runs failed for {subject.run.failure.error_type if subject.run.failure else None}")
        yield from _hidden(subject, subject.run)


def _met_no_fault(world: World, subject: Subject) -> bool:
    changed = world.deployment.fixed or len(subject.retry_counts) > 1 or subject.key in world.operated
    return bool(subject.calls) and not (subject.faulted or changed)


def _lost(world: World, subject: Subject) -> Iterator[Violation]:
    has_letter = subject.forgotten or any(_is_current(letter, subject.run) for letter in subject.letters)
    if subject.state == "failed" and not has_letter:
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is failed and has no dead letter")
    if subject.state != "failed" and subject.state not in FINISHED:
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is {subject.state} and no message is left")
    allowed = {
        "ignored": subject.key.action == IGNORED or world.schedule.counts["the app is uninstalled"] > 0,
        "coalesced": subject.key.action in COALESCING,
        "cancelled": subject.key in world.cancelled or _is_cancelled(world, subject.run),
    }
    if not allowed.get(subject.state, True):
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is {subject.state} without a reason")


def _is_cancelled(world: World, run: Run | None) -> bool:
    return run is not None and run.cancelled_by is not None and any(cancelling_events(world.waits, run))


def _never_run(world: World) -> Iterator[Violation]:
    existing = {run.run_key for run in world.repository.all()}
    for run_key in world.deployment.enqueues.runs:
        if run_key not in existing:
            yield Violation(Promise.ENQUEUED_ONCE, f"{run_key} was enqueued and does not exist")


def _counted_wrongly(subject: Subject, events: int) -> Iterator[Violation]:
    """Find runs with too many attempts, and runs that failed with too few, unless their action asked for it.

    Args:
        events: the events that the run may have had. Each of them has all attempts.
    """
    fewest, most = min(subject.retry_counts), max(subject.retry_counts)
    attempts = Counter(attempt.redrives for attempt in subject.run.attempts) if subject.run else Counter[int]()
    counted = (call for call in subject.calls if call.alone or not call.process.faulted)
    calls = Counter(call.redrives for call in counted if call.step not in UNCOUNTED)
    for name, counts in (("attempts", attempts), ("calls", calls)):
        if any(count > (most + 1) * events for count in counts.values()):
            detail = f"{subject.key} has {max(counts.values())} {name} for {most} retries"
            yield Violation(Promise.ATTEMPTS_COUNT, detail)
    if (run := subject.run) is None:
        return
    if run.failure and run.state == "failed" and run.failure.error_type not in ("Fail", "ContentUnreadable"):
        tried = sum(
            attempt.redrives == run.message.redrives and attempt.started_at >= run.message.received_at
            for attempt in run.attempts
        )
        least = min(fewest, QUICK) if run.failure.error_type == "KeyError" else fewest
        if tried <= least:
            detail = f"{subject.key} gave up after {tried} attempts, although it has {least} retries"
            yield Violation(Promise.ATTEMPTS_COUNT, detail)
    failures = [attempt.failure for attempt in run.attempts if attempt.failure]
    lost = sum(failure.error_type == "AttemptLost" for failure in failures)
    if lost > subject.lost_alone:
        detail = f"{subject.key} counts {lost} lost attempts, but was alone in only {subject.lost_alone} of them"
        yield Violation(Promise.ATTEMPTS_COUNT, detail)


def _repeated(world: World, subject: Subject) -> Iterator[Violation]:
    sound = [call for call in subject.calls if call.succeeded and not call.process.faulted]
    # A caller that is retried after the table has expired its enqueued runs enqueues them again.
    rows = sum(run.key == subject.key for run in world.repository.all())
    if len(sound) > max(rows, 1):
        yield Violation(Promise.COMPLETES_ONCE, f"{subject.key} succeeded {len(sound)} times without a fault")
    if subject.state == "completed" and not any(call.succeeded for call in subject.calls):
        yield Violation(Promise.COMPLETES_ONCE, f"{subject.key} is completed and its action never succeeded")


def _off_script(subject: Subject, script: tuple[Step, ...]) -> Iterator[Violation]:
    if subject.run is None or subject.run.message.redrives or subject.state in ("ignored", "cancelled"):
        return
    actual, wanted = (subject.state, len(subject.calls)), expected(script, max(subject.retry_counts))
    if actual != wanted:
        detail = f"{subject.key} is {actual[0]} after {actual[1]} calls, not {wanted[0]} after {wanted[1]}"
        yield Violation(Promise.ATTEMPTS_COUNT, detail)


def _altered(world: World, subject: Subject, run: Run) -> Iterator[Violation]:
    """Find runs whose payload differs from what was sent or enqueued, or from what their action succeeded with."""
    enqueued = world.deployment.enqueues.runs.get(run.run_key)
    if subject.event and run.message.payload != subject.event.body:
        yield Violation(Promise.REDRIVE_COMPLETES, f"{subject.key} has a different payload than was sent")
    if enqueued and enqueued.params and json.loads(run.message.payload) != enqueued.params:
        yield Violation(Promise.ENQUEUED_ONCE, f"{subject.key} has different params than were enqueued")
    succeeded = [call.data for call in subject.calls if call.succeeded]
    if succeeded and subject.state == "completed" and _data(run) not in succeeded:
        yield Violation(Promise.REDRIVE_COMPLETES, f"{subject.key} has a different payload than it succeeded with")


def _data(run: Run) -> Any:
    payload = json.loads(run.message.payload)
    return payload if run.message.kind == "action" else payload["data"]


def _out_of_place(subject: Subject, run: Run) -> Iterator[Violation]:
    for letter in subject.letters:
        # If a letter has no more redrives than its run, it is the second copy of one that was sent back already.
        if letter.expired or letter.message.redrives <= run.message.redrives:
            continue
        if not (subject.state == "failed" and _is_current(letter, run)):
            detail = f"{subject.key} is {run.state} (redrive {run.message.redrives}), its dead letter is for redrive "
            yield Violation(Promise.FAILURES_SHOW, detail + str(letter.message.redrives))


def _hidden(subject: Subject, run: Run) -> Iterator[Violation]:
    failure = run.failure
    if failure is None or not (_says_where(failure) and failure.error_type and failure.fingerprint):
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} is failed and does not say why")
    elif failure.error_type == "Throttled":
        yield Violation(Promise.THROTTLED_IS_NO_ATTEMPT, f"{subject.key} failed because it was throttled")
    elif any(_differs(letter, failure) for letter in subject.letters if _is_current(letter, run)):
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} and its dead letter name different failures")
    if not run.dead_lettered:
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} does not record that its dead letter was sent")


def _says_where(failure: Failure) -> bool:
    return bool(failure.traceback) or failure.error_type == AttemptLost.__name__  # it is never raised


def _is_current(letter: Letter, run: Run | None) -> bool:
    return run is not None and (letter.lane, letter.message) == (run.lane, run.message.redriven())


def _differs(letter: Letter, failure: Failure) -> bool:
    named = (letter.attributes["error_type"], letter.attributes["fingerprint"])
    return named != (failure.error_type, failure.fingerprint)
