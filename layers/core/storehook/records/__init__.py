"""Records: what we keep of a store's orders, products and so on, typed by models.

`model.py` is what an author subclasses, `repository.py` what an action uses, `operation.py` how one change of a record
goes, and `pending_changes.py` why a side effect survives a retry.
"""
