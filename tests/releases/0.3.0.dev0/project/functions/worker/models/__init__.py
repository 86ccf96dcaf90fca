"""Your models, one file each. A model says which data you store about orders, products or customers."""
