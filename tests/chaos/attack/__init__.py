"""Attack on the deployed stack by strangers, who should achieve nothing."""

from tests.chaos.attack.campaign import attack
from tests.chaos.attack.report import Report

__all__ = ["Report", "attack"]
