"""Local proxy of the console. It signs the browser's requests with the operator's AWS credentials."""

from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.app import build_app
from storehook_cli.console_proxy.server import serve
from storehook_cli.console_proxy.signer import Signer
from storehook_cli.console_proxy.target import Target, on_aws, on_this_machine

__all__ = ["Access", "Signer", "Target", "build_app", "on_aws", "on_this_machine", "serve"]
