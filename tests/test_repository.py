"""The repository keeps what its set-up relies on: exact seeds, a hashed lock, complete packages, declared imports."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PACKAGES = ("search", "indexer", "web")
LOCKS = ("requirements.lock", "requirements-dev.lock")
SEEDS = {
    "000_69ed255d60970c7c.txt": "eb9912c9b60a8c67e373a20754d1b4d5d04d994ef55fddc69d89c30422f08212",
    "003_bb01f1feaf2e59d7.txt": "54a59e1a74d7809553028cd9b15a3a1a6c4a985c2eea58f34658d2a79aa45502",
}
ASKED_BY_A_LIBRARY = {"charset-normalizer"}  # beautifulsoup4 imports it when it is there
NAMED_BY_COMMAND_ONLY = {"gunicorn"}  # may be started as a program instead of being imported


def project(repository: Path) -> dict:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(repository: Path) -> dict[str, Requirement]:
    declared = map(Requirement, project(repository)["project"]["dependencies"])
    return {canonicalize_name(requirement.name): requirement for requirement in declared}


def extras(repository: Path) -> set[str]:
    """What whoever asks for an extra gets; never locked, and imported only where it was asked for."""
    groups = project(repository)["project"].get("optional-dependencies", {}).values()
    return {canonicalize_name(Requirement(requirement).name) for group in groups for requirement in group}


def pins(lock: Path) -> dict[str, set[tuple[str, str]]]:
    """Each locked package's (version, environment marker) pairs; a universal lock may hold one package twice."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in re.findall(r"^[a-z0-9].*$", lock.read_text(encoding="utf-8"), flags=re.MULTILINE):
        name, version, marker = re.fullmatch(r"([a-z0-9-]+)==(\S+)(?: ; (.*?))? \\", line).groups(default="")
        found.setdefault(canonicalize_name(name), set()).add((version, marker))
    return found


def files(folder: Path) -> Iterator[Path]:
    """Every file of a package, without what Python leaves behind."""
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_are_byte_for_byte_what_was_scraped(repository: Path, name: str) -> None:
    assert hashlib.sha256((repository / "seeds" / name).read_bytes()).hexdigest() == SEEDS[name]


def test_nothing_else_is_a_seed(repository: Path) -> None:
    assert {path.name for path in files(repository / "seeds")} == set(SEEDS)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_exact_version_and_hashes(repository: Path, name: str) -> None:
    lines = (repository / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match("[a-z0-9]", line):
            assert re.fullmatch(r"[a-z0-9-]+==[^\s;]+( ; .+)? \\", line), line
            assert lines[number + 1].startswith("    --hash=sha256:"), line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_no_path(repository: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    assert not re.findall(r"://|--(?:extra-)?index-url|--find-links|@ file|(?<=\s)/\S+", text)


def test_the_development_lock_only_adds_to_the_lock(repository: Path) -> None:
    lock, development = (pins(repository / name) for name in LOCKS)
    assert {name: development.get(name) for name in lock} == lock


def test_what_is_locked_is_what_is_asked_for(repository: Path) -> None:
    locked = pins(repository / "requirements.lock")
    for name, requirement in requirements(repository).items():
        assert all(Version(version) in requirement.specifier for version, _ in locked[name]), requirement
    assert "setuptools" in locked  # the build backend: installing the checkout fetches nothing more


def test_every_dependency_is_bounded_above(repository: Path) -> None:
    for requirement in requirements(repository).values():
        assert any(bound.operator in ("<", "==") for bound in requirement.specifier), requirement


def test_every_dependency_has_its_reason_and_licence_written_down(repository: Path) -> None:
    record = (repository / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    rows = {match[1]: match[2] for match in re.finditer(r"^\| `([a-z0-9-]+)` \|(.*)\|$", record, flags=re.MULTILINE)}
    assert set(rows) == set(requirements(repository))
    assert all(len(row.split("|")) == 3 and all(cell.strip() for cell in row.split("|")) for row in rows.values())


def test_what_is_imported_is_what_is_declared(repository: Path) -> None:
    """Also the other way round: nobody installs what nothing uses."""
    distributions = packages_distributions()
    imported = set()
    for path in (path for package in PACKAGES for path in files(repository / package) if path.suffix == ".py"):
        for module in imports(ast.parse(path.read_text(encoding="utf-8"))):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in PACKAGES:
                imported.add(canonicalize_name(distributions.get(top, [top])[0]))
    declared = set(requirements(repository))
    # Flask's own foundations come with it, and are part of its documented interface.
    assert imported - {"werkzeug", "jinja2", "markupsafe", "click"} - extras(repository) <= declared
    assert declared - NAMED_BY_COMMAND_ONLY - ASKED_BY_A_LIBRARY <= imported


def test_no_extra_is_locked(repository: Path) -> None:
    assert extras(repository).isdisjoint(pins(repository / "requirements.lock"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_code_is_a_package(repository: Path, package: str) -> None:
    folders = {path.parent for path in files(repository / package) if path.suffix == ".py"}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_built_distribution_holds_every_file_of_the_packages(repository: Path, tmp_path: Path) -> None:
    wanted = {path.relative_to(repository) for package in PACKAGES for path in files(repository / package)}
    source = tmp_path / "source"
    for path in {*wanted, Path("pyproject.toml"), Path("README.md"), Path("LICENSE")}:
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes((repository / path).read_bytes())
    build = "import sys, setuptools.build_meta as backend; print(backend.build_wheel(sys.argv[1]))"
    run = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=source, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    with zipfile.ZipFile(tmp_path / run.stdout.splitlines()[-1]) as wheel:
        built = {Path(name) for name in wheel.namelist() if ".dist-info/" not in name}
    assert built == wanted


def test_the_changelog_begins_with_this_version(repository: Path) -> None:
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == project(repository)["project"]["version"]
