"""compose.yaml, as far as it can be checked without containers: its structure, and that what it names exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli import application
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
KEYS = {"image", "build", "restart", "stop_grace_period", "depends_on", "command", "environment", "volumes", "deploy", "healthcheck",
        "ports"}
OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "RUMBO_DOMAIN"}  # of PostgreSQL's image, and of the proxy's own file


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if "build" in service}


def test_its_parts_fit_together(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], set(compose["volumes"])

    for service in services.values():
        assert set(service) <= KEYS
        assert isinstance(service["image"], str)
        assert set(service.get("depends_on", ())) <= set(services)
        assert all((ROOT / name).exists() if name.startswith("./") else name in volumes
                   for name in (volume.partition(":")[0] for volume in service.get("volumes", ())))
    assert {key for key in compose if not key.startswith("x-")} == {"name", "services", "volumes"}


def test_every_command_exists(compose: dict[str, Any]) -> None:
    commands = set(typer.main.get_command(application).commands)  # type: ignore[attr-defined]
    docker = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert docker is not None
    for words in [*(service["command"] for service in ours(compose).values()), yaml.safe_load(docker[1])]:
        assert words[0] == "rumbo"
        assert words[1] in commands


def test_every_variable_is_a_setting_with_a_value_it_takes(compose: dict[str, Any]) -> None:
    names = {f"RUMBO_{name.upper()}" for name in Settings.model_fields} - {"RUMBO_TELEGRAM_BOT_TOKEN"} | {"TELEGRAM_BOT_TOKEN"}

    for name, service in compose["services"].items():
        assert set(service.get("environment", ())) <= (names if name in ours(compose) else OTHERS)
    for service in ours(compose).values():
        given = {name.removeprefix("RUMBO_").lower(): value for name, value in service["environment"].items()}
        assert Settings(_env_file=None, **given).database.startswith("postgresql+psycopg://rumbo:")  # type: ignore[call-arg]


def test_the_proxy_leads_telegram_to_three_workers_and_everybody_else_to_the_site(compose: dict[str, Any]) -> None:
    worker, site = compose["services"]["worker"], compose["services"]["site"]
    proxy = (ROOT / "docs/proxy/Caddyfile").read_text(encoding="utf-8")

    assert worker["deploy"]["replicas"] == 3
    assert worker["environment"]["RUMBO_WEBHOOK_URL"].endswith("/telegram")
    assert f"handle /telegram {{\n\t\treverse_proxy {{\n\t\t\tdynamic a worker {worker['environment']['RUMBO_WEBHOOK_PORT']}" in proxy
    assert f"reverse_proxy site:{site['environment']['RUMBO_SITE_PORT']}" in proxy


def test_what_the_image_copies_exists() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert copied
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
