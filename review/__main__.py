"""``python -m review`` is the same program as ``xianshen``."""

from __future__ import annotations

from review.commands import main

if __name__ == "__main__":
    main()
