"""Proofs that a delivery is genuine: its signature, and the key that our webhooks carry."""

from typing import Literal, get_args

Proof = Literal["signature", "signature-and-key", "signature-or-key"]
"""Proof that a delivery needs."""

PROOFS: tuple[Proof, ...] = get_args(Proof)
