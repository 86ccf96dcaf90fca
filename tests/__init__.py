"""Tests of storehook. They are a package because another distribution has a package of this name."""
