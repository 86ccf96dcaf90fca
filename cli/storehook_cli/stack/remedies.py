"""Remedies for a stack that needs attention: what happened, what is left and what it costs, and the commands.

CloudFormation documents the remedies in "Troubleshooting CloudFormation" and "Stack failure options".
"""

from collections.abc import Iterator, Mapping, Sequence

from storehook_cli.stack.broken_stack import BrokenStack

MONTHLY = {"AWS::DynamoDB::Table": 0.0, "AWS::KMS::Key": 1.0, "AWS::SecretsManager::Secret": 0.40}
"""US dollars that an unused resource costs a month, by its type. An empty table costs nothing."""

REASONS: Mapping[str, str] = {
    "CREATE_FAILED": "its first deploy failed, and disable_rollback left it as it was",
    "ROLLBACK_COMPLETE": "its first deploy failed and was rolled back",
    "ROLLBACK_FAILED": "its first deploy failed, and so did rolling it back",
    "UPDATE_FAILED": "a deploy failed, and disable_rollback left it as it was",
    "UPDATE_ROLLBACK_FAILED": "a deploy failed, and so did rolling it back",
    "DELETE_FAILED": "its deletion failed",
    "IMPORT_ROLLBACK_COMPLETE": "its restoration failed and was rolled back",
    "IMPORT_ROLLBACK_FAILED": "its restoration failed, and so did rolling it back",
}

WAITERS: Mapping[str, str] = {
    "CREATE_IN_PROGRESS": "stack-create-complete",
    "ROLLBACK_IN_PROGRESS": "stack-create-complete",
    "UPDATE_IN_PROGRESS": "stack-update-complete",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "stack-update-complete",
    "UPDATE_ROLLBACK_IN_PROGRESS": "stack-rollback-complete",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "stack-rollback-complete",
    "DELETE_IN_PROGRESS": "stack-delete-complete",
    "IMPORT_IN_PROGRESS": "stack-import-complete",
    "IMPORT_ROLLBACK_IN_PROGRESS": "stack-import-complete",
}
"""Waiter of the AWS CLI for each state of a stack that CloudFormation works on."""

_LEFT: Mapping[str, str] = {
    "CREATE_FAILED": "What was created is left, and is billed like a deployed stack. It has no data yet.",
    "UPDATE_FAILED": "All resources and data are left, and are billed as before.",
    "UPDATE_ROLLBACK_FAILED": "All resources and data are left, and are billed as before.",
    "DELETE_FAILED": "These resources are left, and what Protected=true keeps. They are billed as before.",
}

_DELETE: Mapping[str, Sequence[str]] = {
    "AWS::DynamoDB::Table": (
        "aws dynamodb update-table --table-name {id} --no-deletion-protection-enabled",
        "aws dynamodb delete-table --table-name {id}",
    ),
    "AWS::KMS::Key": ("aws kms schedule-key-deletion --key-id {id}",),
    "AWS::SecretsManager::Secret": ("aws secretsmanager delete-secret --secret-id {id}",),
}

_ATTACHED = "attached to entities"
"""Part of IAM's reason for not deleting a policy."""


def explanation(stack: BrokenStack) -> str:
    """Return what happened, what is left and what it costs, and the commands that fix it."""
    first = "Wait for it:" if stack.is_at_work else "Fix the cause. Then run these commands, and try again:"
    return "\n".join(
        [
            f"The stack {stack.name!r} is {summary(stack)}.",
            *(f"  {line}" for line in failures(stack)),
            *left(stack),
            first,
            *(f"  {command}" for command in commands(stack)),
        ]
    )


def summary(stack: BrokenStack) -> str:
    """Return the state, and what it means."""
    if stack.is_at_work:
        return f"{stack.status}: CloudFormation is still working on it"
    restoration = f"IMPORT_{stack.status}" if stack.is_import and "IMPORT_" not in stack.status else stack.status
    return f"{stack.status}: {REASONS.get(restoration, 'CloudFormation did not complete its last operation')}"


def failures(stack: BrokenStack) -> list[str]:
    """Return the reason of each resource that failed."""
    return [f"{logical}: {reason}" for logical, _, reason in stack.failures]


def left(stack: BrokenStack) -> Iterator[str]:
    """Yield what is left, and what it costs."""
    if stack.is_at_work:
        return
    if stack.is_import:
        yield "What the restoration should import is left with its data, and is billed as before."
    elif stack.status in _LEFT:
        yield _LEFT[stack.status]
    if stack.kept:
        cost = sum(MONTHLY[resource.type] for resource in stack.kept)
        yield f"Because of Protected=true, these are left, for ${cost:.2f} a month. They have no data yet:"
        yield from (f"  {resource.logical_id}: {resource.physical_id}" for resource in stack.kept)


def commands(stack: BrokenStack) -> Iterator[str]:
    """Yield the commands that fix it."""
    if stack.is_at_work:
        yield f"aws cloudformation wait {WAITERS.get(stack.status, 'stack-update-complete')} --stack-name {stack.name}"
    elif stack.status == "UPDATE_ROLLBACK_FAILED":
        yield f"aws cloudformation continue-update-rollback --stack-name {stack.name}"
        yield f"# if that fails again, leave these as they are: --resources-to-skip {' '.join(stack.unrolled)}"
    elif stack.can_be_deployed:
        yield f"aws cloudformation rollback-stack --stack-name {stack.name} # or deploy again with disable_rollback"
    elif stack.is_import and stack.was_deployed:
        yield f"aws cloudformation describe-stack-events --stack-name {stack.name} # ask AWS Support"
    else:
        yield from _deletion(stack)


def _deletion(stack: BrokenStack) -> Iterator[str]:
    for _, physical, reason in stack.failures:
        if _ATTACHED in reason:
            yield f"aws iam list-entities-for-policy --policy-arn {physical} # detach it from each"
    yield f"aws cloudformation delete-stack --stack-name {stack.name}"
    yield f"aws cloudformation wait stack-delete-complete --stack-name {stack.name}"
    for resource in stack.kept:
        yield from (command.format(id=resource.physical_id) for command in _DELETE[resource.type])
    if stack.is_import:
        yield "storehook restore"
