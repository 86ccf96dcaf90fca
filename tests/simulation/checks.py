"""What must be true once a history has come to rest."""

from collections import Counter
from collections.abc import Iterator

from tests.simulation.scripts import Step, expected
from tests.simulation.subjects import Letter, Subject, subjects
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World

from storehook.runs.failure import Failure
from storehook.runs.run import IGNORED, Run


def check(world: World) -> None:
    """Report every promise that is broken, whatever went wrong before."""
    for subject in subjects(world):
        world.violations.extend(_broken(world, subject))


def check_redriven(world: World) -> None:
    """Report what the redrive of everything by mended code has left undone."""
    for subject in subjects(world):
        hopeless = subject.event.data is None
        state = subject.run.state if subject.run else "nowhere"
        if (state == "failed") != hopeless:
            world.violations.append(Violation(Promise.REDRIVE_COMPLETES, f"{subject.key} is {state}"))
        if bool(subject.letters) != hopeless:
            detail = f"{subject.key} is {state} and has {len(subject.letters)} dead letters"
            world.violations.append(Violation(Promise.FAILURES_SHOW, detail))


def _broken(world: World, subject: Subject) -> Iterator[Violation]:
    yield from _lost(subject)
    yield from _ignored(subject, ever_uninstalled=world.schedule.counts["the app is uninstalled"] > 0)
    yield from _counted_wrongly(subject)
    yield from _repeated(subject)
    if not (subject.faulted or world.deployment.mended) and subject.calls:
        world.schedule.happened("runs that met no fault")
        yield from _off_script(subject, world.deployment.script_of(subject.key))
    if subject.run is None:
        return
    world.schedule.happened(f"runs {subject.run.state}")
    yield from _altered(subject, subject.run)
    yield from _out_of_place(subject, subject.run)
    if subject.run.state == "failed":
        world.schedule.happened(f"runs failed for {subject.run.failure.error_type if subject.run.failure else None}")
        yield from _hidden(subject, subject.run)


def _lost(subject: Subject) -> Iterator[Violation]:
    state = subject.run.state if subject.run else "nowhere"
    if state == "failed" and not any(_is_current(letter, subject.run) for letter in subject.letters):
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is failed and has no dead letter")
    if state not in ("completed", "failed", "ignored"):
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is {state} and no message is left")


def _ignored(subject: Subject, *, ever_uninstalled: bool) -> Iterator[Violation]:
    if subject.run and subject.run.state == "ignored" and subject.run.key.action != IGNORED and not ever_uninstalled:
        yield Violation(Promise.NOTHING_LOST, f"{subject.key} is ignored and its store never uninstalled the app")


def _counted_wrongly(subject: Subject) -> Iterator[Violation]:
    """More attempts than are due; for a run that failed without wanting to, fewer."""
    attempts = Counter(attempt.redrives for attempt in subject.run.attempts) if subject.run else Counter[int]()
    counted = (call for call in subject.calls if call.alone or not call.process.faulted)
    calls = Counter(call.redrives for call in counted if call.step != "is throttled")
    for what, counts in (("attempts", attempts), ("calls", calls)):
        if any(count > subject.retry_count + 1 for count in counts.values()):
            detail = f"{subject.key} has {max(counts.values())} {what} for {subject.retry_count} retries"
            yield Violation(Promise.ATTEMPTS_COUNT, detail)
    run = subject.run
    if run and run.failure and run.state == "failed" and run.failure.error_type not in ("Fail", "Unreadable"):
        tried = attempts[run.message.redrives]
        if tried <= subject.retry_count:
            detail = f"{subject.key} gave up after {tried} attempts in spite of {subject.retry_count} retries"
            yield Violation(Promise.ATTEMPTS_COUNT, detail)


def _repeated(subject: Subject) -> Iterator[Violation]:
    sound = [call for call in subject.calls if call.succeeded and not call.process.faulted]
    if len(sound) > 1:
        yield Violation(Promise.COMPLETES_ONCE, f"{subject.key} succeeded {len(sound)} times without a fault")
    if subject.run and subject.run.state == "completed" and not any(call.succeeded for call in subject.calls):
        yield Violation(Promise.COMPLETES_ONCE, f"{subject.key} is completed and its action never succeeded")


def _off_script(subject: Subject, script: tuple[Step, ...]) -> Iterator[Violation]:
    if subject.run is None or subject.run.message.redrives or subject.run.state == "ignored":
        return
    found, wanted = (subject.run.state, len(subject.calls)), expected(script, subject.retry_count)
    if found != wanted:
        detail = f"{subject.key} is {found[0]} after {found[1]} calls, not {wanted[0]} after {wanted[1]}"
        yield Violation(Promise.ATTEMPTS_COUNT, detail)


def _altered(subject: Subject, run: Run) -> Iterator[Violation]:
    if run.message.payload != subject.event.body or any(call.data != subject.event.data for call in subject.calls):
        yield Violation(Promise.REDRIVE_COMPLETES, f"{subject.key} has another payload than was sent")


def _out_of_place(subject: Subject, run: Run) -> Iterator[Violation]:
    for letter in subject.letters:
        # A letter that counts no redrive more than its run is the second copy of one that has come back already.
        if letter.message.redrives > run.message.redrives and not (run.state == "failed" and _is_current(letter, run)):
            detail = f"{subject.key} is {run.state} (redrive {run.message.redrives}), its dead letter is for redrive "
            yield Violation(Promise.FAILURES_SHOW, detail + str(letter.message.redrives))


def _hidden(subject: Subject, run: Run) -> Iterator[Violation]:
    failure = run.failure
    if failure is None or not (failure.error_type and failure.traceback and failure.fingerprint):
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} is failed and does not say why")
    elif failure.error_type == "Throttled":
        yield Violation(Promise.THROTTLED_IS_NO_ATTEMPT, f"{subject.key} is failed for being throttled")
    elif any(_differs(letter, failure) for letter in subject.letters if _is_current(letter, run)):
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} and its dead letter name different failures")
    if not run.dead_lettered:
        yield Violation(Promise.FAILURES_SHOW, f"{subject.key} does not know that its dead letter was sent")


def _is_current(letter: Letter, run: Run | None) -> bool:
    return run is not None and (letter.lane, letter.message) == (run.lane, run.message.redriven())


def _differs(letter: Letter, failure: Failure) -> bool:
    named = (letter.attributes["error_type"], letter.attributes["fingerprint"])
    return named != (failure.error_type, failure.fingerprint)
