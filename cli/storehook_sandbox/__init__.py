"""A stand-in BigCommerce store on this machine, for development and tests.

It answers the paths of BigCommerce's API and sends signed webhooks when something in a store changes.
"""

from storehook_sandbox.accounts import OAUTH_SCOPES, Account, Token
from storehook_sandbox.apps import App
from storehook_sandbox.choices import Choices
from storehook_sandbox.errors import ApiError
from storehook_sandbox.server import SandboxServer
from storehook_sandbox.stores import Store, new_store

__all__ = ["OAUTH_SCOPES", "Account", "ApiError", "App", "Choices", "SandboxServer", "Store", "Token", "new_store"]
