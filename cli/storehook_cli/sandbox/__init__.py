"""A stand-in BigCommerce store on this machine, for development and tests.

It answers the paths of BigCommerce's API and sends signed webhooks when something in a store changes.
"""

from storehook_cli.sandbox.accounts import Account, Token
from storehook_cli.sandbox.apps import App
from storehook_cli.sandbox.choices import Choices
from storehook_cli.sandbox.errors import ApiError
from storehook_cli.sandbox.server import SandboxServer
from storehook_cli.sandbox.stores import Store

__all__ = ["Account", "ApiError", "App", "Choices", "SandboxServer", "Store", "Token"]
