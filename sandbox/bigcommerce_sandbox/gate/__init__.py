"""What the servers on this machine answer: programs and their own pages, and no web page of another origin.

It needs the standard library alone, as the local AWS has an environment of its own.
"""

from bigcommerce_sandbox.gate.gate import Gate
from bigcommerce_sandbox.gate.rules import Navigations, refusal

__all__ = ["Gate", "Navigations", "refusal"]
