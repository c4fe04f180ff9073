"""Rules as data: loading them, proving them by their own examples, and the legal basis they rest on."""
