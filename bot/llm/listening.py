"""Turns a voice note into text: at an OpenAI-compatible address, or with a Whisper model in a local folder (package `faster-whisper`, which
also decodes whatever Telegram sends). The audio is never written to a disk.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ModelError, SettingsError

SPANISH_FIRST = "Español de México; carreras técnicas de CONALEP, certificaciones de Cisco, Google e IBM, becas."  # helps with names


@dataclass(frozen=True)
class Listener:
    """Fits the channel's Listener. `longest` in seconds: longer voice notes are not listened to. `engine` does the work."""

    engine: Any
    longest: float

    def heard(self, audio: bytes, name: str) -> str:
        """The words of an audio file (OGG, MP3, M4A, WAV); ModelError when they cannot be had."""
        try:
            text = str(self.engine(audio, name))
        except Exception as error:  # every engine has its own errors; all mean the same here
            raise ModelError(f"the voice note could not be heard: {type(error).__name__}") from error
        if not text.strip():
            raise ModelError("nothing was heard")
        return " ".join(text.split())


def open_listener(name: str, address: str, key: str, seconds: float, longest: float) -> Listener:
    """A model by its name at an OpenAI-compatible address, or by its folder here; SettingsError when it cannot be opened."""
    if not address and Path(name).is_dir():
        return Listener(_local(Path(name)), longest)
    try:
        from openai import OpenAI
    except ImportError as error:
        raise SettingsError("RUMBO_VOICE_MODEL needs a package: pip install 'rumbo[openai]'") from error
    try:
        client = OpenAI(base_url=address or None, api_key=key or ("none" if address else None), timeout=seconds, max_retries=1)
    except Exception as error:  # it raises its own kind when there is no key
        raise SettingsError(f"RUMBO_VOICE_MODEL={name} is no folder, and cannot be reached as a service: {error}") from error

    def remote(audio: bytes, file: str) -> str:
        return client.audio.transcriptions.create(model=name, file=(file, audio), prompt=SPANISH_FIRST).text

    return Listener(remote, longest)


def _local(folder: Path) -> Any:
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise SettingsError("a voice model in a folder needs a package: pip install 'rumbo[voice]'") from error
    model = WhisperModel(str(folder), device="cpu", compute_type="int8")

    def local(audio: bytes, _: str) -> str:
        segments, _info = model.transcribe(io.BytesIO(audio), initial_prompt=SPANISH_FIRST)
        return " ".join(segment.text for segment in segments)

    return local
