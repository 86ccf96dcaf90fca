"""Diagnosis of a deployed stack. `facts` reads, `checks` judge."""
