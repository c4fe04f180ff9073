"""Text as the detectors need it: normalised with a way back, divided into zones and, around a hit, into words."""
