"""`rumbo start` as a person starts it: bot, simulator and counselors' site in one go, searched by words to be quick."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.stand_ins.telegram import Simulator

ROOT = Path(__file__).parents[2]
ALL_DAY = [{"opens": "00:00", "closes": "24:00"}]


@dataclass(frozen=True)
class Product:
    """A running Rumbo. `password`: that of the account "demo", printed at the first start."""

    simulator: Simulator
    site: str
    password: str
    said: str


@contextmanager
def started(data: Path, **settings: str) -> Iterator[Product]:
    """Start it with its data in this folder; ended at the end. `settings` as in .env, without the prefix."""
    given = {"DATA": str(data), "SIMULATOR_PORT": "0", "SITE_PORT": "0", "BY_WORDS": "true", "LOG_LEVEL": "warning"} | settings
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **{f"RUMBO_{name}": value for name, value in given.items()}}
    environment.pop("TELEGRAM_BOT_TOKEN", None)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "log.txt").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "bot", "start"], cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
                                   stderr=log)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    page, site = re.search(r"Chat page\s+(http\S+)", said), re.search(r"Counselors\s+(http\S+)", said)
    assert page and site, said + (data / "log.txt").read_text()
    password = re.search(r"password (\S+)", said)
    simulator = Simulator(page[1])
    try:
        yield Product(simulator, site[1], password[1] if password else "", said)
    finally:
        simulator.close()
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def always_open(folder: Path) -> Path:
    """A copy of the knowledge in which counselors are there at every hour, so that tests do not depend on when they run."""
    copy = shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    hours = yaml.safe_load((copy / "hours.yaml").read_text(encoding="utf-8"))
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    (copy / "hours.yaml").write_text(yaml.safe_dump({**hours, "week": dict.fromkeys(days, ALL_DAY), "closed": []}), encoding="utf-8")
    return copy
