"""The whole product on this machine: the local AWS, the deployed bundle, and the stand-in store."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx

from bigcommerce_sandbox import SandboxServer, oauth_scopes
from storehook_cli.errors import CommandError
from storehook_cli.files import write_private
from storehook_cli.local import emulator, processes
from storehook_cli.local.demo_store import STORE_HASH, DemoStore, NotRegisteredError
from storehook_cli.local.emulator import REGION, Emulator
from storehook_cli.local.saved_stand_in import SavedStandIn
from storehook_cli.stack import bundle, deployed_parts
from storehook_cli.stack.deployment import Deployment, local_deployment
from storehook_cli.stack.locks import only_stack
from storehook_cli.views import pasting
from storehook_cli.views.progress import ProgressPrinter

STACK_NAME = "storehook-local"

_BATCHED = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")

SANDBOX_PORT_VARIABLE = "STOREHOOK_SANDBOX_PORT"


@dataclass(frozen=True, slots=True)
class StackInfo:
    """Description of the running stack, for people and programs. `.local/stack.json` contains it while the stack runs.

    Args:
        api_url: base URL of the deployed API, for any HTTP client.
        webhook_url: URL for a store's deliveries; replace `{store_hash}`.
        sandbox_url: URL of the stand-in store.
        aws_endpoint_url: URL of the local AWS.
        store_hash: the demo store.
        client_secret: client secret of the app. It signs the store's deliveries.
        parts: digests of what only the start of the stack deploys.
    """

    api_url: str
    webhook_url: str
    sandbox_url: str
    aws_endpoint_url: str
    region: str
    stack_name: str
    outputs: dict[str, str]
    store_hash: str
    client_id: str
    client_secret: str
    parts: dict[str, str]


class LocalStack:
    """Context manager that starts everything and stops it at the end.

    Args:
        state: folder for logs, the build and `stack.json`.
        keeps: whether the work, the stores and the secrets are in the state folder, too, for the next start.
        sandbox_port: port of the stand-in store; 0 for a free one.
        retry_factor: multiplies the time between the stand-in store's attempts at a delivery.
        size: number of orders, of products and of customers in the demo store; None for a small shop.
    """

    def __init__(
        self,
        project: Path,
        state: Path,
        *,
        aws_port: int,
        sandbox_port: int,
        retry_factor: float = 1.0,
        size: int | None = None,
        keeps: bool = False,
        progress: ProgressPrinter | None = None,
    ) -> None:
        self.project = project
        self.state = state
        self.progress = progress or ProgressPrinter()
        self.emulator = Emulator(state=state, port=aws_port, keeps=keeps)
        self.continues = False
        self._keeps = keeps
        self._sandbox_port = sandbox_port
        self._saved = SavedStandIn(state / "stand-in.json")
        self.demo = DemoStore()
        self._new_sandbox = partial(SandboxServer, port=sandbox_port, retry_factor=retry_factor)
        self.sandbox = self._new_sandbox(stores=[self.demo.store], size=size)
        self._parts: dict[str, str] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start everything. If a step fails, stop what was started."""
        with ExitStack() as opening:
            self._start(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        with self.progress.busy("Stopping"):
            self._open.close()

    @property
    def info(self) -> StackInfo:
        """Description of the running stack."""
        outputs = self.outputs()
        api_id = outputs["ApiUrl"].split("//")[1].split(".")[0]
        api_url = f"{self.emulator.url}/_aws/execute-api/{api_id}/$default"
        return StackInfo(
            api_url=api_url,
            webhook_url=f"{api_url}/webhooks/{{store_hash}}",
            sandbox_url=self.sandbox.url,
            aws_endpoint_url=self.emulator.url,
            region=REGION,
            stack_name=STACK_NAME,
            outputs=outputs,
            store_hash=STORE_HASH,
            client_id=self.demo.client_id,
            client_secret=self.demo.client_secret,
            parts=self._parts,
        )

    def deployment(self) -> Deployment:
        """Return the stack as the operator commands use it."""
        return local_deployment(asdict(self.info))

    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs."""
        stack = self.emulator.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        return {output.get("OutputKey", ""): output.get("OutputValue", "") for output in stack.get("Outputs", [])}

    def deploy(self) -> None:
        """Build the bundle and deploy it."""
        self._parts = deployed_parts.digests(self.project)
        # Five copies of a consumer are plenty for one machine.
        parameters = [
            "--parameter-overrides",
            f"Architecture={bundle.architecture()}",
            "MaximumConcurrency=5",
            f"BigCommerceUrl={self.sandbox.url}",
            f"BigCommerceLoginUrl={self.sandbox.url}",
            f"PublicUrl={self.emulator.url}/_aws/execute-api/{{api_id}}/$default",
            f"AppScopes={' '.join(oauth_scopes())}",
        ]
        # A separate folder, so that `make deploy` never sends a build for this machine to AWS.
        caches = ["--cached", "--cache-dir", str(self.state / "cache")]
        with self.progress.step("Built the bundle with sam build"):
            build_dir = self.state / "build"
            bundle.build(self.project, [*caches, *parameters], build_dir=build_dir)
        with self.progress.step("Deployed it with sam deploy"):
            self._sam_deploy(build_dir / "template.yaml", parameters)
            self._fix_permissions()
        # On AWS, EventBridge starts the reconciler at every deploy.
        self.invoke("Reconciler", {"kind": "reconcile-all", "why": "deploy"})

    def _sam_deploy(self, template: Path, parameters: list[str]) -> None:
        arguments = [
            "deploy",
            *("--template-file", str(template), "--stack-name", STACK_NAME),
            *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
            *("--no-confirm-changeset", "--no-fail-on-empty-changeset"),
            *parameters,
        ]
        try:
            bundle.sam(arguments, project=self.project, environment=self.emulator.credentials)
        except CommandError as error:
            if not self.continues:
                raise
            fresh = pasting.storehook("run", "--fresh")
            raise CommandError(f"{error}\nTo deploy without the runs and stores of the last start: {fresh}") from error

    def invoke(self, function: str, event: dict[str, object]) -> None:
        """Invoke a function of the stack without waiting for it."""
        self.emulator.client("lambda").invoke(
            FunctionName=self.outputs()[function], InvocationType="Event", Payload=json.dumps(event)
        )

    def write_info(self) -> Path:
        """Write `stack.json`, readable only by this user because it contains the app's secret."""
        file = self.state / "stack.json"
        write_private(file, json.dumps(asdict(self.info), indent=2) + "\n")
        return file

    def _start(self, opening: ExitStack) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        opening.enter_context(only_stack(self.state / "run.lock"))
        processes.check_free(self._sandbox_port, SANDBOX_PORT_VARIABLE)
        is_restored = self._keeps and self._restore()
        # First, because the runs of an earlier start go on as soon as the local AWS is up.
        with self.progress.step("Started the stand-in store"):
            opening.enter_context(self.sandbox)
        if self._keeps:
            opening.enter_context(self._saved.writing(self.sandbox))
        if not emulator.is_installed():
            with self.progress.step("Installed the local AWS"):
                emulator.install()
        with self.progress.step("Started the local AWS, with IAM enforced"):
            opening.callback(self.emulator.stop)
            self.emulator.start()
        self.continues = is_restored and self._is_deployed()
        self.deploy()
        opening.callback((self.state / "stack.json").unlink, missing_ok=True)
        self.sandbox.set_app(self.demo.app(self.info.api_url))
        if self.continues:
            self.sandbox.resume()
        if not self.continues or self.deployment().stores().registrations.with_store(STORE_HASH) is None:
            self._install_app()  # the last start may have ended before it did
        self.write_info()

    def clear(self) -> None:
        """Delete what an earlier start kept. Call it before the start.

        Raises:
            CommandError: the stack is running.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        with only_stack(self.state / "run.lock"):
            self.emulator.clear()
            self._saved.file.unlink(missing_ok=True)

    def _restore(self) -> bool:
        """Return whether the stand-in store continues from an earlier start."""
        snapshot = self._saved.read()
        if snapshot is None or not snapshot.get("app"):  # the last start ended before its first deploy
            return False
        restored = self._new_sandbox()
        try:
            demo = DemoStore.of(snapshot)
            restored.restore(snapshot)
        except (ValueError, KeyError, TypeError, StopIteration):
            self.progress.failed("The stand-in store of the last start has another format. It begins with its samples.")
            return False
        self.sandbox, self.demo = restored, demo
        return True

    def _is_deployed(self) -> bool:
        """Return whether the local AWS has the stack of an earlier start."""
        stacks = self.emulator.client("cloudformation").describe_stacks()["Stacks"]
        return any(stack["StackName"] == STACK_NAME for stack in stacks)

    def _install_app(self) -> None:
        try:
            with self.progress.step("Installed the app in the demo store, and registered its webhooks"):
                self.demo.install(self.sandbox, self.deployment())
        except NotRegisteredError as error:
            self.progress.failed(str(error))

    def change_order(self, order_id: int, **fields: object) -> None:
        """Change an order of the demo store through the store's API, as an app does."""
        httpx.put(
            f"{self.sandbox.url}/stores/{STORE_HASH}/v2/orders/{order_id}",
            headers={"X-Auth-Token": self.demo.store.access_token},
            json=fields,
        ).raise_for_status()

    def _fix_permissions(self) -> None:
        for function in ("DefaultConsumer", "LongConsumer", "Timer", "Connect", "Reconciler", "Console"):
            self._change_statements(function, _with_batches)
        for function in ("Ingest", "DefaultConsumer", "LongConsumer", "Connect", "Reconciler"):
            self._change_statements(function, _without_encryption_context)

    def _change_statements(self, function: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Change each statement of a function's role."""
        iam = self.emulator.client("iam")
        configuration = self.emulator.client("lambda").get_function_configuration(FunctionName=self.outputs()[function])
        role = configuration.get("Role", "").rsplit("/", 1)[1]
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document: Any = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            document["Statement"] = [change(statement) for statement in document["Statement"]]
            iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))


def _with_batches(statement: dict[str, Any]) -> dict[str, Any]:
    # The emulator requires a separate permission for a batch. AWS requires that of a single message.
    actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
    batches = (f"{action}Batch" for action in actions if action in _BATCHED)
    return statement | {"Action": [*dict.fromkeys([*actions, *batches])]}


def _without_encryption_context(statement: dict[str, Any]) -> dict[str, Any]:
    # The emulator does not know KMS's condition keys, and denies every statement with such a condition.
    is_about_key = "kms:" in str(statement["Action"])
    return {name: value for name, value in statement.items() if not (is_about_key and name == "Condition")}
