"""Tests ask the service a lot; none of it belongs into the request log."""

import os

os.environ["REQUEST_LOG"] = ""
