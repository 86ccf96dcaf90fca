"""Estimate of the monthly cost at AWS, from counted calls and dated prices."""
