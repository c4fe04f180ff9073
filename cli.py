"""The drop target in a checkout: hands over to the program."""

from __future__ import annotations

from review.commands import main

if __name__ == "__main__":
    main()
