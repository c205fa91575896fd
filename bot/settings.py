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
    database_url: str = Field(default="", description="Address of the database for SQLAlchemy; empty: an SQLite file in the data folder")
    site_host: str = Field(default="127.0.0.1", description="Address that the counselors' site listens on")
    site_port: int = Field(default=8090, description="Port of the counselors' site")
    site_https: bool = Field(default=False, description="The site is reached through TLS: cookies travel only there")
    site_session_hours: float = Field(default=12, gt=0, description="Hours until a counselor must sign in again")
    site_idle_minutes: float = Field(default=120, gt=0, description="Minutes without a request until a counselor must sign in again")

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'rumbo.db'}"
