"""Turns the sources of the samples into files of the formats that offices use."""
