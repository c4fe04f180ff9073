"""先审: an offline review desk for documents that are about to be published."""

import os

__version__ = "0.1.0"

# onnxruntime keeps an identity of the computer and sends what it was started with (the names of drafts among it) to its maker, unless it is
# told not to before it is loaded. Here, so that nothing of this program can load it earlier.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
