"""Strangers attack the deployed stack: `main` says what they achieved, which should be nothing."""

from tests.chaos.attack.campaign import main

__all__ = ["main"]
