"""Records: typed copies of a store's orders, products and other resources.

`model.py` is what an author subclasses, and `repository.py` what an action uses. `operation.py` carries out one change
of a record. `pending_changes.py` explains how a side effect survives a retry.
"""
