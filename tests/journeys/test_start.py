"""The installed start: the chat page is there soon, and a second `make run` installs nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.errors import SettingsError
from bot.settings import read_settings
from tests.load.processes import used
from tests.stand_ins.telegram import Simulator

ROOT = Path(__file__).parents[2]
WITHIN = 30.0  # seconds; on a machine that others keep busy, that many of the processor's
NEVER = 300.0


@pytest.mark.alone
def test_the_chat_page_is_up_within_thirty_seconds_and_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "start"], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RUMBO_SIMULATOR_PORT": "0", "RUMBO_DATA": str(tmp_path), "TELEGRAM_BOT_TOKEN": ""})
    assert process.stdout is not None
    screen = ""
    while "Ctrl-C" not in screen and (line := process.stdout.readline()):
        screen += line
    page = re.findall(r"Chat page\s+(http://\S+)", screen)[0]
    status = httpx.get(page, trust_env=False).status_code
    seconds, busy = time.monotonic() - start, used(process.pid, with_children=True).cpu
    reply = Simulator(page, "").person(1).ask("¿cuántas horas dura Introduction to Cybersecurity?", NEVER)
    process.terminate()
    process.wait(30)

    with capsys.disabled():
        print(f"\nthe chat page was up after {seconds:.1f} s, {busy:.1f} of them of the processor's")
    assert status == 200
    assert min(seconds, busy) < WITHIN
    assert "6 horas" in reply


def test_a_second_set_up_installs_nothing_and_a_changed_lock_does(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy2(ROOT / name, tmp_path / name)
    python, calls = tmp_path / ".venv" / "bin" / "python", tmp_path / "calls.txt"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n', encoding="utf-8")
    python.chmod(0o755)

    def called() -> int:
        subprocess.run(["make", "setup"], cwd=tmp_path, check=True, capture_output=True)
        return len(calls.read_text(encoding="utf-8").splitlines())

    first, second = called(), called()
    later = time.time() + 5
    os.utime(tmp_path / "requirements.lock", (later, later))
    changed = called()

    assert first > 0
    assert second == first
    assert changed > second


@pytest.mark.parametrize(("settings", "said"), [
    ({"RUMBO_LOG_LEVEL": "loud", "RUMBO_MODEL_SECONDS": "-1"}, ["RUMBO_LOG_LEVEL", "RUMBO_MODEL_SECONDS"]),
    ({"TELEGRAM_BOT_TOKEN": "123:abc", "RUMBO_WEBHOOK_URL": "https://x.example/123:abc"}, ["must not hold the token"]),
    ({"RUMBO_WEBHOOK_SECRET": "con espacio"}, ["RUMBO_WEBHOOK_SECRET"]),
])
def test_everything_wrong_with_the_settings_is_said_at_once(settings: dict[str, str], said: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SettingsError) as problem:
        for name, value in settings.items():
            patch.setenv(name, value)
        read_settings()

    assert all(one in str(problem.value) for one in said)
    assert "abc" not in str(problem.value)
