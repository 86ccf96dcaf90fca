"""`storehook questions`: what runs ask people."""

import time
from collections.abc import Sequence

from storehook.operations.run_answers import QuestionAnswer
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import ago, instant, print_answer, print_table, say_beside, waiting

HEADS = ("ASKED", "STORE", "EVENT", "ACTION", "QUESTION", "CHOICES", "UNTIL")
NARROW = (("ASKED",), ("QUESTION", "CHOICES UNTIL", "STORE EVENT ACTION"))


@on_stack
def questions(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the questions of runs that wait for a person, oldest first.

    A run asks with ctx.wait_for_person. Or nobody knows whether one of its steps with once=True has happened.
    """
    with waiting("Looking for questions"):
        asked = deployment.runs().questions()
    print_answer(asked, _print_questions, as_json=as_json)


def _print_questions(asked: Sequence[QuestionAnswer]) -> None:
    now = time.time()
    print_table(HEADS, (_row(question, now) for question in asked), empty="No run asks a person.", narrow=NARROW)
    if asked:
        say_beside(f"To answer: {hint('runs', 'answer', 'STORE', 'EVENT', 'ACTION')} --choice, --result or --again")


def _row(asked: QuestionAnswer, now: float) -> tuple[str, ...]:
    text = f"Has the step {asked.step!r} happened?" if asked.question is None else asked.question
    choices = " | ".join(asked.choices) if asked.choices else "--result JSON | --again"
    return ago(asked.asked_at, now), asked.store_hash, asked.event_id, asked.name, text, choices, instant(asked.until)
