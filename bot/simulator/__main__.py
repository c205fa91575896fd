"""The simulator as `rumbo start` runs it beside the bot: `python -m bot.simulator PORT`. It ends when its standard input closes, as it
does when the program that started it is gone, however that ended. Much quicker to load than the whole command line.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from bot.errors import PortInUse
from bot.simulator.app import serve


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_input, name="parent", daemon=True).start()
    try:
        serve(int(sys.argv[1]))
    except PortInUse as error:
        sys.exit(str(error).replace("--port", "RUMBO_SIMULATOR_PORT"))
