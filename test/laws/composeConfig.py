"""Says for many texts whether `docker-compose config --quiet` loads them, without starting it anew for each.

Reads one JSON object a line (folder, text, variables) and writes one a line: null, or why the text is refused.
"""

import io
import json
import logging
import os
import sys

from compose.cli.command import get_config_from_options

logging.disable(logging.CRITICAL)

for line in sys.stdin.readlines():
    asked = json.loads(line)
    os.environ.clear()
    os.environ.update(asked["variables"])
    os.chdir(asked["folder"])
    sys.stdin = io.StringIO(asked["text"])
    refusal = None
    try:
        get_config_from_options(".", {"--file": ["-"]})
    # Whatever goes wrong, the command fails with it.
    except Exception as error:
        refusal = f"{type(error).__name__}: {error}"
    print(json.dumps(refusal))
