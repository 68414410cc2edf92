from pathlib import Path

import pytest

from flows.settings import as_environment, load_settings, terminal_language
from sources.errors import WrongUse


@pytest.fixture(autouse=True)
def from_nothing(nothing_set):
    """Start every test from an environment that sets nothing."""


def test_the_ledger_lies_beside_the_output_unless_told_otherwise(monkeypatch):
    monkeypatch.setenv("AYUMI_OUTPUT", "/srv/reports")
    assert load_settings().ledger_url() == "sqlite:////srv/reports/.ayumi/ledger.sqlite3"
    monkeypatch.setenv("AYUMI_DATA", "/srv/data")
    assert load_settings().ledger_url() == "sqlite:////srv/data/ledger.sqlite3"
    monkeypatch.setenv("AYUMI_LEDGER", "postgresql+psycopg://ledger@127.0.0.1/ayumi")
    assert load_settings().ledger_url() == "postgresql+psycopg://ledger@127.0.0.1/ayumi"


def test_paths_become_absolute_so_that_a_child_in_another_folder_means_the_same(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_settings({"inbox": "mail/in"}).inbox == tmp_path / "mail" / "in"


def test_the_command_line_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("AYUMI_PLAN", "fy2020")
    assert load_settings({"plan": "fy2021"}).plan == "fy2021"
    assert as_environment({"plan": "fy2021"})["AYUMI_PLAN"] == "fy2021"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("AYUMI_WORKERS", "")
    assert load_settings().workers >= 1


def test_a_value_that_can_not_be_used_is_named(monkeypatch):
    monkeypatch.setenv("AYUMI_SMTP_PORT", "many")
    with pytest.raises(WrongUse, match="AYUMI_SMTP_PORT"):
        load_settings()


def test_a_mistyped_name_is_refused_and_the_near_one_offered(monkeypatch):
    monkeypatch.setenv("AYUMI_SMTP_HOTS", "mail.example.jp")
    with pytest.raises(WrongUse, match="Did you mean AYUMI_SMTP_HOST"):
        load_settings()


def test_a_workbooks_password_is_found_by_its_body_and_never_printed(monkeypatch):
    monkeypatch.setenv("AYUMI_PASSWORD_BC", "hirake-goma")
    settings = load_settings()
    assert settings.password_of("bc") == "hirake-goma"
    assert settings.password_of("ilc") is None
    assert settings.password_of(None) is None
    assert "hirake-goma" not in repr(settings)


def test_the_mail_password_may_stand_in_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "secret").write_text("naisho\n", encoding="utf-8")
    monkeypatch.setenv("AYUMI_SMTP_PASSWORD", "from the environment")
    assert load_settings().mail_password() == "from the environment"
    monkeypatch.setenv("AYUMI_SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
    assert load_settings().mail_password() == "naisho"


def test_a_password_file_that_is_not_there_is_named_with_the_next_step(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("AYUMI_SMTP_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(WrongUse, match=r"none for a secret, and it can not be read: No such file .* ayumi doctor"):
        load_settings().mail_password()


def test_prefects_own_variable_for_its_address_is_understood(monkeypatch):
    assert load_settings().prefect_api_url == ""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert load_settings().prefect_api_url == "http://127.0.0.1:4200/api"


@pytest.mark.parametrize(
    ("locale", "language"), [("ja_JP.UTF-8", "ja"), ("en_GB.UTF-8", "en"), ("C", "en"), ("de_DE", "en")]
)
def test_the_terminal_speaks_japanese_where_its_locale_does_and_english_elsewhere(monkeypatch, locale, language):
    monkeypatch.setenv("LANG", locale)
    assert terminal_language() == language


def test_lc_all_wins_over_lang(monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert terminal_language() == "ja"
