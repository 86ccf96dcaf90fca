"""Strangers attack the deployed stack: what they achieve should be nothing."""

from tests.chaos.attack.campaign import attack
from tests.chaos.attack.report import Report

__all__ = ["Report", "attack"]
