"""One table of settings, read from files and the environment; what cannot be is told with its place."""

from dataclasses import fields
from pathlib import Path

import pytest

from search.engines import DEFAULT_ENGINE
from search.settings import FILE_NAME, SETTINGS, Settings, SettingsError, read_settings, shown


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def test_the_table_has_a_row_for_each_field_and_each_default_is_a_value_it_allows() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]
    for setting in SETTINGS:
        default = str(setting.default) if isinstance(setting.default, Path) else setting.default
        assert setting.kind.read(default) == setting.default


def test_defaults_agree_with_what_the_code_does_by_itself() -> None:
    from search.service import TIME_BUDGET_SECONDS

    settings = read_settings(environ={}, folder=Path("/nowhere")).settings
    assert settings.time_budget == TIME_BUDGET_SECONDS
    assert settings.engine == DEFAULT_ENGINE


def test_without_files_and_variables_everything_is_as_the_table_says(tmp_path: Path) -> None:
    read = read_settings(environ={"HOME": "/root"}, folder=tmp_path)
    assert {name: getattr(read.settings, name) for name in read.origins} == {row.name: row.default for row in SETTINGS}
    assert set(read.origins.values()) == {"default"}


def test_whoever_is_nearer_decides(tmp_path: Path) -> None:
    archive = written(tmp_path / "kept", 'port = 1\nhost = "of.archive"\nname = "Of the archive"\n')
    here = written(tmp_path / "here", f'port = 2\nhost = "of.folder"\narchive = "{archive}"\n')
    read = read_settings(environ={"REGESTA_PORT": "3"}, folder=here)
    assert (read.settings.port, read.settings.host, read.settings.name) == (3, "of.folder", "Of the archive")
    assert read.origins["port"] == "REGESTA_PORT"
    assert read.origins["host"] == str(here / FILE_NAME)
    assert read.origins["name"] == str(archive / FILE_NAME)


def test_an_archive_named_by_the_caller_wins_over_every_other(tmp_path: Path) -> None:
    here = written(tmp_path, 'archive = "of-the-file"')
    read = read_settings(environ={"REGESTA_ARCHIVE": "of-the-variable"}, folder=here, archive="named")
    assert (read.settings.archive, read.origins["archive"]) == (Path("named"), "--archive")


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert read_settings(environ={"REGESTA_PORT": ""}, folder=tmp_path).settings.port == 8000


def test_a_list_is_parted_by_commas_in_the_environment(tmp_path: Path) -> None:
    read = read_settings(environ={"REGESTA_TRUSTED_HOSTS": "a.example, b.example,"}, folder=tmp_path)
    assert read.settings.trusted_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("REGESTA_PORT", "eighty", "REGESTA_PORT is 'eighty'; it must be a whole number from 0 to 65535"),
        ("REGESTA_PORT", "65536", "65536"),
        ("REGESTA_PORT", "tcp://10.0.0.1:8000", "tcp://"),  # what an orchestrator may set for a service of our name
        ("REGESTA_ENGINE", "lucene", "one of tantivy, whoosh"),
        ("REGESTA_TIME_BUDGET", "0", "a number above 0"),
        ("REGESTA_TIME_BUDGET", "nan", "a number above 0"),
        ("REGESTA_BASE_URL", "archive.example", "https://"),
        ("REGESTA_PROT", "8001", "Did you mean REGESTA_PORT?"),
    ],
)
def test_a_wrong_variable_is_named_with_what_it_must_be(tmp_path: Path, variable: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(environ={variable: value}, folder=tmp_path)
    assert variable in str(raised.value)
    assert said in str(raised.value)


def test_a_variable_that_only_begins_like_ours_is_told_and_not_read(tmp_path: Path) -> None:
    read = read_settings(environ={"REGESTA_BUILD_NUMBER": "7", "REGESTA_SHARED": "/corpora"}, folder=tmp_path)
    (warning,) = read.warnings
    assert "REGESTA_BUILD_NUMBER" in warning


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 8001", "Did you mean port?"),
        ("colour = true", "colour is no setting"),
        ('port = "8001"', "port is '8001'; it must be a whole number"),
        ("port = true", "it must be a whole number"),
        ('trusted_hosts = "a.example"', "it must be a list of names"),
        ("port 8001", "is not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(environ={}, folder=written(tmp_path, text))
    assert str(tmp_path / FILE_NAME) in str(raised.value)
    assert said in str(raised.value)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b'name = "\xff"')
    with pytest.raises(SettingsError, match="is not TOML"):
        read_settings(environ={}, folder=tmp_path)


def test_the_archives_own_file_cannot_move_the_archive(tmp_path: Path) -> None:
    archive = written(tmp_path / "kept", 'archive = "elsewhere"')
    with pytest.raises(SettingsError, match="cannot say where the archive is"):
        read_settings(environ={}, folder=tmp_path, archive=archive)


def test_a_command_run_inside_the_archive_reads_its_file_once(tmp_path: Path) -> None:
    written(tmp_path, 'archive = "."\nport = 5')
    read = read_settings(environ={}, folder=tmp_path, archive=tmp_path)
    assert read.settings.port == 5


def test_the_page_of_settings_is_made_of_the_table(repository: Path) -> None:
    from web.commands.settings import settings_page

    page = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_page(), "run: regesta settings --markdown > docs/settings.md"
    assert all(f"`{setting.variable}`" in page and shown(setting.default) in page for setting in SETTINGS)
