"""Measurements against named peers and texts that are too large for the tests: ``make bench SHARED=…``."""
