"""Every setting: name, type, default and what it is for. The environment is read nowhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """Read once at start, from the environment (prefix `RUMBO_`) and `.env`."""

    model_config = SettingsConfigDict(env_prefix="RUMBO_", env_file=".env", extra="ignore", populate_by_name=True)

    knowledge: Path = Field(default=Path("knowledge"), description="Folder with the knowledge that counselors edit")
    data: Path = Field(default=Path("data"), description="Folder for everything made at run time")
    embedding_model: str = Field(default="", description="Name or folder of an embedding model; empty: the carried one")
    by_words: bool = Field(default=False, description="Search by words alone: no embedding model is loaded, less memory, a quicker start")
    chroma_url: str = Field(default="", description="Address of a Chroma server; empty: embedded")
    prompts: Path = Field(default=Path("prompts"), description="Folder with what is sent to a language model")
    model: str = Field(default="", description="Language model as provider:model, such as openai:gpt-4o-mini; empty: none")
    model_url: str = Field(default="", description="Address of an OpenAI-compatible server (with RUMBO_MODEL=openai:name)")
    model_key: SecretStr = Field(default=SecretStr(""), description="Key of the language model; empty: the provider's own variable")
    model_method: Literal["", "json_schema", "json_mode", "function_calling"] = Field(
        default="", description="How the model is asked for the form of an answer; empty: the provider's default")
    model_seconds: float = Field(default=4.0, gt=0, description="Seconds that a call of the language model may take")
    model_stream: bool = Field(default=True, description="Show an answer, as far as it has passed the check, while the model words it")
    model_longest: int = Field(default=600, ge=50, description="Tokens that one text of the language model may have")
    model_at_once: int = Field(default=4, ge=1, description="Calls of the language model at the same time")
    model_tokens_a_day: int = Field(default=2_000_000, ge=0, description="Tokens a day for everybody together")
    model_tokens_a_day_and_person: int = Field(default=40_000, ge=0, description="Tokens a day for one person")
    model_dollars_a_day: float = Field(default=5.0, ge=0, description="US dollars a day for everybody together")
    model_dollars_in: float = Field(default=0.0, ge=0, description="US dollars for a million tokens sent; 0: not counted")
    model_dollars_out: float = Field(default=0.0, ge=0, description="US dollars for a million tokens received")
    voice_model: str = Field(default="", description="Hears voice notes: a Whisper folder, or a model at RUMBO_VOICE_URL; empty: none")
    voice_url: str = Field(default="", description="Address of an OpenAI-compatible server that transcribes")
    voice_key: SecretStr = Field(default=SecretStr(""), description="Its key; empty: the provider's own variable")
    voice_longest: float = Field(default=90, gt=0, description="Seconds that a voice note may last")
    voice_seconds: float = Field(default=20, gt=0, description="Seconds that hearing one may take")
    tracing: str = Field(default="", description="Observer of model calls: langfuse, langsmith or empty")
    database_url: str = Field(default="", description="Address of the database for SQLAlchemy; empty: an SQLite file in the data folder")
    telegram_bot_token: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("TELEGRAM_BOT_TOKEN", "RUMBO_TELEGRAM_BOT_TOKEN"),
        description="Token from @BotFather; empty: a simulator is started and the bot talks to that")
    telegram_base_url: str = Field(default="https://api.telegram.org", description="Address of the Bot API, without token")
    receives: bool = Field(default=True, description="Take updates from Telegram; false for workers beside one that does (PostgreSQL)")
    webhook_url: str = Field(default="", description="Public address where Telegram delivers updates, by a proxy; empty: polling")
    webhook_host: str = Field(default="127.0.0.1", description="Address that the webhook listens on")
    webhook_port: int = Field(default=8082, ge=0, description="Port that the webhook listens on; 0: any free one")
    webhook_secret: SecretStr = Field(default=SecretStr(""), description="What Telegram shows with each update; empty: made of the token")
    simulator_port: int = Field(default=8081, description="Port of the simulator's chat page on this machine; 0: any free one")
    log_level: str = Field(default="info", pattern="(?i)^(debug|info|warning|error)$", description="How much is logged")
    log_json: bool | None = Field(default=None, description="Log JSON lines; by default where the log is no terminal")
    metrics_port: int | None = Field(default=None, ge=0, description="Port of /metrics, /healthz and /readyz; unset: not served; 0: any")
    disk_mb: int = Field(default=0, ge=0, description="Megabytes that the data folder may take before an alert; 0: no budget")
    metrics_host: str = Field(default="127.0.0.1", description="Address that /metrics listens on")
    site: bool = Field(default=True, description="Serve the counselors' site beside the bot")
    site_host: str = Field(default="127.0.0.1", description="Address that the counselors' site listens on")
    site_port: int = Field(default=8090, description="Port of the counselors' site")
    site_https: bool = Field(default=False, description="The site is reached through TLS: cookies travel only there")
    site_url: str = Field(default="", description="Address at which counselors reach the site; empty: that of host and port")
    links_hours: float = Field(default=168, ge=0, description="Hours until the links of the knowledge are looked at again; 0: never")
    links_private: bool = Field(default=False, description="Links into one's own network are asked for too; for tests")
    counselor_silent_minutes: float = Field(default=10, gt=0, description="Minutes until a counselor who owes an answer is reminded")
    site_session_hours: float = Field(default=12, gt=0, description="Hours until a counselor must sign in again")
    site_idle_minutes: float = Field(default=120, gt=0, description="Minutes without a request until a counselor must sign in again")

    data_key: SecretStr = Field(default=SecretStr(""), description="Key that what people wrote is encrypted with; new,old while rotating")
    messages_a_minute: int = Field(default=40, ge=1, description="Messages of one person a minute that are answered; more wait kindly")
    questions_waiting: int = Field(
        default=100, ge=0, description="Questions that wait in all, above which who waits is asked for a moment; all are answered in turn")
    backups: Path = Field(default=Path("backups"), description="Folder whose backups lose whoever asks to be forgotten")
    keep_unconsented_minutes: float = Field(default=30, gt=0, description="Minutes that a conversation without consent is kept")
    keep_danger_days: float = Field(default=30, gt=0, le=30, description="Days at most that an unreviewed message of danger is kept")
    keep_turns_days: float = Field(default=365, gt=0, description="Days that conversations are kept")
    keep_turns_of_minors_days: float = Field(default=90, gt=0, description="Days that conversations of 15 to 17 year olds are kept")
    keep_profiles_days: float = Field(default=365, gt=0, description="Days without a message after which all of a person is deleted")
    keep_sent_days: float = Field(default=7, gt=0, description="Days that a copy of what was sent is kept for its buttons")
    keep_failed_hours: float = Field(default=24, gt=0, description="Hours that the mark of a failed message is kept; its text never is")
    keep_spending_days: float = Field(default=90, gt=0, description="Days that the language model's spending is kept by person")
    keep_audit_days: float = Field(default=730, gt=0, description="Days that the log of what counselors did is kept")

    @property
    def data_keys(self) -> tuple[str, ...]:
        """The keys of RUMBO_DATA_KEY, the newest first; none when nothing is encrypted."""
        return tuple(key.strip() for key in self.data_key.get_secret_value().split(",") if key.strip())

    @model_validator(mode="after")
    def _webhook_is_safe(self) -> Settings:
        token = self.telegram_bot_token.get_secret_value()
        if token and token in self.webhook_url:
            raise ValueError("RUMBO_WEBHOOK_URL must not hold the token: addresses are logged by proxies")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", self.webhook_secret.get_secret_value()):
            raise ValueError("RUMBO_WEBHOOK_SECRET: at most 256 of A-Z a-z 0-9 _ -")
        return self

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'rumbo.db'}"


def read_settings() -> Settings:
    """The settings; SettingsError that lists everything missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(f"RUMBO_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" if one["loc"] else one["msg"]
                                      for one in error.errors())) from error
