"""requirements.lock says what is installed here: each pinned version, and nothing that its neighbours refuse."""

from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement

LOCK = Path(__file__).parents[1] / "requirements.lock"


@cache
def pinned() -> dict[str, str]:
    requirements = [Requirement(line) for line in LOCK.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return {each.name: next(iter(each.specifier)).version for each in requirements if each.marker is None or each.marker.evaluate()}


def test_what_is_installed_is_what_the_lock_pins() -> None:
    installed = {name: version(name).split("+")[0] for name in pinned()}

    assert installed == pinned()


def test_no_pinned_package_refuses_the_version_of_another() -> None:
    refused = [
        f"{name} wants {wanted}, the lock has {pinned()[wanted.name]}"
        for name in pinned()
        for wanted in map(Requirement, requires(name) or [])
        if wanted.name in pinned()
        and (wanted.marker is None or wanted.marker.evaluate({"extra": ""}))
        and not wanted.specifier.contains(pinned()[wanted.name], prereleases=True)
    ]

    assert refused == []


def test_every_direct_dependency_is_pinned() -> None:
    direct = {Requirement(line).name.lower() for line in requires("rumbo") or [] if "extra" not in line}
    names = {name.lower().replace("_", "-") for name in pinned()}

    assert {name for name in direct if name.replace("_", "-") not in names} == set()
