"""Dated facts and their arithmetic: what holds depends on the day that is asked about."""
