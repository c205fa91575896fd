"""Every setting: name, type, default and what it is for. The environment is read nowhere else."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at start, from the environment (prefix `RUMBO_`) and `.env`."""

    model_config = SettingsConfigDict(env_prefix="RUMBO_", env_file=".env", extra="ignore")

    knowledge: Path = Field(default=Path("knowledge"), description="Folder with the knowledge that counselors edit")
    data: Path = Field(default=Path("data"), description="Folder for everything made at run time")
    embedding_model: str = Field(default="", description="Name or folder of an embedding model; empty: the carried one")
    chroma_url: str = Field(default="", description="Address of a Chroma server; empty: embedded")
