"""`storehook questions`: what runs ask people."""

import time
from typing import Annotated

import typer

from storehook.operations.run_answers import QuestionAnswer, QuestionsAnswer
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import ago, instant, print_answer, print_table, say, say_beside, waiting

HEADS = ("ASKED", "STORE", "EVENT", "ACTION", "QUESTION", "CHOICES", "UNTIL")
NARROW = (("ASKED",), ("QUESTION", "CHOICES UNTIL", "STORE EVENT ACTION"))


@on_stack
def questions(
    deployment: Deployment,
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the questions of runs that wait for a person, oldest first.

    A run asks with ctx.wait_for_person. Or nobody knows whether one of its steps with once=True has happened.
    """
    with waiting("Looking for questions"):
        answer = deployment.runs().questions(limit=limit)
    print_answer(answer, _print_questions, as_json=as_json)


def _print_questions(answer: QuestionsAnswer) -> None:
    now = time.time()
    rows = [_row(question, now) for question in answer.questions]
    print_table(HEADS, rows, empty="No run asks a person.", narrow=NARROW)
    if answer.next:
        say(f"There are more questions. To list them, too: {hint('questions', '--limit', str(10 * len(rows)))}")
    if rows:
        say_beside(f"To answer: {hint('runs', 'answer', 'STORE', 'EVENT', 'ACTION')} --choice, --result or --again")


def _row(asked: QuestionAnswer, now: float) -> tuple[str, ...]:
    text = f"Has the step {asked.step!r} happened?" if asked.question is None else asked.question
    choices = " | ".join(asked.choices) if asked.choices else "--result JSON | --again"
    return ago(asked.asked_at, now), asked.store_hash, asked.event_id, asked.name, text, choices, instant(asked.until)
