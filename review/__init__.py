"""先审: an offline review desk for documents that are about to be published."""

__version__ = "0.1.0"
