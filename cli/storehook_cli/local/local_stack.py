"""The whole product on this machine: the local AWS, the deployed bundle, and a store in the sandbox."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from bigcommerce_sandbox import OAUTH_SCOPES, SandboxServer
from storehook_cli.files import write_private
from storehook_cli.local import processes
from storehook_cli.local.demo_store import STORE_HASH, DemoStore, NotRegisteredError
from storehook_cli.local.emulator import REGION, Emulator
from storehook_cli.stack import bundle
from storehook_cli.stack.locks import only_stack
from storehook_cli.views.progress import ProgressPrinter

STACK_NAME = "storehook-local"

_BATCHED = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")

SANDBOX_PORT_VARIABLE = "STOREHOOK_SANDBOX_PORT"


@dataclass(frozen=True, slots=True)
class StackInfo:
    """What is up, for people and programs; `.local/stack.json` holds it while it is.

    Args:
        api_url: the deployed API's base URL, for any HTTP client.
        webhook_url: where a store's webhooks go; replace `{store_hash}`.
        sandbox_url: the sandbox.
        aws_endpoint_url: the local AWS.
        region: its region.
        stack_name: the CloudFormation stack.
        outputs: the stack's outputs.
        store_hash: the demo store.
        client_id: the app's.
        client_secret: the app's; it signs the store's webhooks.
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


class LocalStack:
    """Everything up, for `with`.

    Args:
        project: the folder of template.yaml.
        state: where logs, the build and `stack.json` go.
        aws_port: the local AWS's port.
        sandbox_port: the sandbox's port; 0 takes a free one.
        retry_factor: multiplies the time between the sandbox's attempts at a delivery.
        size: how many orders, products and customers the demo store has, of each; None for a small shop.
        progress: told of each step.
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
        progress: ProgressPrinter | None = None,
    ) -> None:
        self.project = project
        self.state = state
        self.progress = progress or ProgressPrinter()
        self.emulator = Emulator(state=state, port=aws_port)
        self._sandbox_port = sandbox_port
        self.demo = DemoStore()
        self.sandbox = SandboxServer(port=sandbox_port, stores=[self.demo.store], retry_factor=retry_factor, size=size)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start everything; if a step fails, what was started is ended.

        Raises:
            CommandError: a step failed; the message says which and what to do.
        """
        with ExitStack() as opening:
            self._start(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._open.close()

    @property
    def info(self) -> StackInfo:
        """What is up now."""
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
        )

    def outputs(self) -> dict[str, str]:
        """The stack's outputs."""
        stack = self.emulator.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        return {found.get("OutputKey", ""): found.get("OutputValue", "") for found in stack.get("Outputs", [])}

    def deploy(self) -> None:
        """Build the bundle and deploy it, as it is now.

        Raises:
            SamFailedError: `sam` failed.
        """
        # Five copies of a consumer are plenty for one machine.
        parameters = [
            "--parameter-overrides",
            f"Architecture={bundle.architecture()}",
            "MaximumConcurrency=5",
            f"BigCommerceUrl={self.sandbox.url}",
            f"BigCommerceLoginUrl={self.sandbox.url}",
            f"PublicUrl={self.emulator.url}/_aws/execute-api/{{api_id}}/$default",
            f"AppScopes={' '.join(OAUTH_SCOPES)}",
        ]
        # A folder of its own: what `make deploy` sends to AWS must never have been built for this machine.
        caches = ["--cached", "--cache-dir", str(self.state / "cache")]
        with self.progress.step("Built the bundle with sam build"):
            built = self.state / "build"
            bundle.build(self.project, [*caches, *parameters], build_dir=built)
        with self.progress.step("Deployed it with sam deploy"):
            bundle.sam(
                [
                    "deploy",
                    *("--template-file", str(built / "template.yaml"), "--stack-name", STACK_NAME),
                    *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
                    *("--no-confirm-changeset", "--no-fail-on-empty-changeset"),
                    *parameters,
                ],
                project=self.project,
                environment=self.emulator.credentials,
            )
            self._mend_event_sources()
            self._mend_permissions()
        # On AWS, EventBridge tells the reconciler of every deploy.
        self.invoke("Reconciler", {"kind": "reconcile-all", "why": "deploy"})

    def invoke(self, function: str, event: dict[str, object]) -> None:
        """Have a function of the stack run, without waiting for it."""
        self.emulator.client("lambda").invoke(
            FunctionName=self.outputs()[function], InvocationType="Event", Payload=json.dumps(event)
        )

    def write_info(self) -> Path:
        """Write `stack.json`, for this user alone: it holds the app's secret."""
        file = self.state / "stack.json"
        write_private(file, json.dumps(asdict(self.info), indent=2) + "\n")
        return file

    def _start(self, opening: ExitStack) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        opening.enter_context(only_stack(self.state / "run.lock"))
        processes.check_free(self._sandbox_port, SANDBOX_PORT_VARIABLE)
        with self.progress.step("Started the local AWS, with IAM enforced"):
            opening.callback(self.emulator.stop)
            self.emulator.start()
        with self.progress.step("Started the stand-in store"):
            opening.enter_context(self.sandbox)
        self.deploy()
        opening.callback((self.state / "stack.json").unlink, missing_ok=True)
        self._install_app()
        self.write_info()

    def _install_app(self) -> None:
        try:
            with self.progress.step("Installed the app in the demo store, and registered its webhooks"):
                self.sandbox.set_app(self.demo.app(self.info.api_url))
                self.demo.install(self.sandbox, self.emulator, self.outputs())
        except NotRegisteredError as error:
            self.progress.failed(str(error))

    def change_order(self, order_id: int, **fields: object) -> None:
        """Change an order of the demo store, as an app does: through the store's API."""
        httpx.put(
            f"{self.sandbox.url}/stores/{STORE_HASH}/v2/orders/{order_id}",
            headers={"X-Auth-Token": self.demo.store.access_token},
            json=fields,
        ).raise_for_status()

    def _mend_event_sources(self) -> None:
        # The emulator keeps the number of a template's parameter as text, and then fails to compare with it.
        functions = self.emulator.client("lambda")
        for source in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=source.get("UUID", ""), ScalingConfig={"MaximumConcurrency": 5})

    def _mend_permissions(self) -> None:
        for function in ("DefaultConsumer", "LongConsumer", "Timer", "Connect", "Reconciler", "Console"):
            self._change_statements(function, _with_batches)
        for function in ("Ingest", "DefaultConsumer", "LongConsumer", "Connect", "Reconciler"):
            self._change_statements(function, _without_encryption_context)

    def _change_statements(self, function: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Change each statement of a function's role."""
        iam = self.emulator.client("iam")
        found = self.emulator.client("lambda").get_function_configuration(FunctionName=self.outputs()[function])
        role = found.get("Role", "").rsplit("/", 1)[1]
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document: Any = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            document["Statement"] = [change(each) for each in document["Statement"]]
            iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))


def _with_batches(statement: dict[str, Any]) -> dict[str, Any]:
    # The emulator asks for a permission of its own for a batch; AWS for that of a single message.
    actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
    return statement | {"Action": [*actions, *(f"{action}Batch" for action in actions if action in _BATCHED)]}


def _without_encryption_context(statement: dict[str, Any]) -> dict[str, Any]:
    # The emulator does not know KMS's condition keys, and refuses whatever has a condition on one.
    is_about_key = "kms:" in str(statement["Action"])
    return {name: value for name, value in statement.items() if not (is_about_key and name == "Condition")}
