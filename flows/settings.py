"""All settings, read from the environment here and nowhere else; each name begins with AYUMI_."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sources.bodies import BODIES_FOLDER
from sources.errors import WrongUse
from sources.messages import Language, text
from sources.plan_files import PLANS_FOLDER

PREFIX = "AYUMI_"
PASSWORD_PREFIX = "AYUMI_PASSWORD_"  # noqa: S105 - the beginning of a name, not a secret

MailMode = Literal["none", "draft", "queue"]
LogFormat = Literal["plain", "json"]
Security = Literal["starttls", "tls", "none"]
SentAgainState = Literal["queued", "refused", "bounced"]


def _absolute(path: object) -> object:
    return Path(path).expanduser().absolute() if isinstance(path, str | Path) else path


Folder = Annotated[Path, BeforeValidator(_absolute)]


class Settings(BaseSettings):
    """What differs between installations. Paths are absolute; secrets print as stars."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    inbox: Folder = Field(default=Path("inbox"), validate_default=True, description="where submissions arrive")
    store: str = Field(
        default="", description="where they arrive too: s3://BUCKET/FOLDER, sftp://USER@HOST/FOLDER"
    )
    mailbox: str = Field(default="", description="and by mail: imaps://USER@HOST/FOLDER")
    mailbox_password: SecretStr | None = None
    mailbox_password_file: Folder | None = None
    mailbox_token_command: str = ""
    output: Folder = Field(default=Path("output"), validate_default=True, description="where editions are written")
    data: Folder | None = Field(default=None, description="ledger, originals and engine; else OUTPUT/.ayumi")
    originals: str = Field(default="", description="a store that keeps originals; else the data folder does")
    ledger: str | None = Field(default=None, description="database URL; else SQLite in the data folder")
    publish: str = Field(default="", description="a store that gets a copy of each edition: s3://BUCKET/FOLDER")
    publish_address: str = Field(default="", description="where readers find it: https://reports.example.jp")
    plan: str = Field(default="fy2021", description="the plan's id: its folder's name")
    plans: Folder = Field(default=PLANS_FOLDER, description="the folder of plans")
    bodies: Folder = Field(default=BODIES_FOLDER, description="the folder of bodies")
    fleet: Folder | None = Field(
        default=None, description="a folder of many plans that `ayumi serve` makes monthly"
    )
    report_language: Language = Field(default="ja", description="language of reports and mail")
    time_zone: str = Field(default="Asia/Tokyo", description="where the office is")
    task_runner: Literal["processes", "dask"] = Field(default="processes", description="who reads and renders")
    dask_scheduler: str = Field(default="", description="tcp://HOST:8786 of the cluster, for the task runner dask")
    workers: int = Field(default=os.cpu_count() or 1, ge=1, le=256, description="files read and PDFs made at once")

    smtp_host: str = Field(default="", description="mail server")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_password_file: Folder | None = Field(default=None, description="a file that holds the password alone")
    smtp_ca_file: Folder | None = Field(default=None, description="certificates of an authority of one's own")
    smtp_token_command: str = Field(default="", description="prints an XOAUTH2 token, in place of a password")
    sender: str = Field(default="", description="From address of editions")
    reply_to: str = ""
    witness: str = Field(default="", description="an archive address of ours that gets a copy of each mail")
    witness_mailbox: str = Field(default="", description="where it is read: imaps://USER@HOST/FOLDER")
    witness_password: SecretStr | None = None
    witness_password_file: Folder | None = None
    witness_token_command: str = ""
    bounces: str = Field(default="", description="the address that mails which can not be delivered come back to")
    bounces_mailbox: str = Field(default="", description="where it is read: imaps://USER@HOST/FOLDER")
    bounces_password: SecretStr | None = None
    bounces_password_file: Folder | None = None
    bounces_token_command: str = ""
    reminders: bool = Field(default=False, description="whether reminders go out; else they are only shown")

    operator: str = Field(default="", description="address that is told of failed runs")
    heartbeat_file: Folder | None = Field(
        default=None, description="written after each scheduled run that went well"
    )
    heartbeat_url: str = Field(default="", pattern="^(https?://.+)?$", description="called after each of them")
    log: LogFormat = Field(default="plain", description="json: what is said on standard error is JSON lines")
    keep_originals_years: int = Field(
        default=7, ge=1, le=100, description="how long originals and what editions were made from are kept"
    )
    keep_mails_years: int = Field(default=1, ge=1, le=100, description="how long received mails are kept whole")

    prefect_api_url: str = Field(
        default="", validation_alias=AliasChoices("AYUMI_PREFECT_API_URL", "PREFECT_API_URL")
    )
    prefect_api_auth_string: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("AYUMI_PREFECT_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"),
        description="what a Prefect server elsewhere asks for; our own server's stands in its folder",
    )
    serve_port: int = Field(default=4200, ge=1, le=65535, description="loopback port of `ayumi serve`")
    passwords: dict[str, SecretStr] = Field(default={}, description="by body, from AYUMI_PASSWORD_<BODY>")

    def data_folder(self) -> Path:
        return self.data or self.output / ".ayumi"

    def prefect_home(self) -> Path:
        """Return the folder that stands for Prefect's own in the home folder, so that nothing is left there."""
        return self.data_folder() / "prefect"

    def ledger_url(self) -> str:
        return self.ledger or f"sqlite:///{self.data_folder() / 'ledger.sqlite3'}"

    def cluster(self) -> str:
        """Return the address of the Dask cluster that reads and renders; empty where this machine does."""
        if self.task_runner == "dask" and not self.dask_scheduler:
            raise WrongUse(
                text("AYUMI_TASK_RUNNER=dask needs a cluster: set AYUMI_DASK_SCHEDULER, as tcp://HOST:8786.")
            )
        return self.dask_scheduler if self.task_runner == "dask" else ""

    def mail_password(self) -> str:
        """Return the mail server's password, from its file where one is named; empty where there is none."""
        return secret(self.smtp_password, self.smtp_password_file)

    def prefect_sign_in(self) -> str:
        """Return what a Prefect server elsewhere asks for; empty where none is set."""
        return secret(self.prefect_api_auth_string, None)

    def password_of(self, body_id: str | None) -> str | None:
        """Return the password that opens a body's protected workbooks, or None."""
        secret = self.passwords.get((body_id or "").casefold())
        return secret.get_secret_value() if secret else None


def secret(written: SecretStr | None, file: Path | None) -> str:
    """Return a secret from its file where one is named, else as written; empty where there is neither.

    Raises WrongUse where the file can not be read.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problem = error.strerror if isinstance(error, OSError) else str(error)
            raise WrongUse(
                text(
                    "The settings name {file} for a secret, and it can not be read: {problem}. See: ayumi doctor",
                    file=file,
                    problem=problem,
                )
            ) from None
    return written.get_secret_value() if written else ""


def load_settings(overrides: Mapping[str, str] = MappingProxyType({})) -> Settings:
    """Return the settings of this environment; raise WrongUse naming the variable that can not be used.

    *overrides*, by setting, are what a command line asked for: they win over the environment.
    """
    _refuse_unknown_names()
    try:
        return Settings(**{"passwords": _passwords(), **overrides})  # type: ignore[arg-type]  # texts, validated here
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper().removeprefix(PREFIX)
        raise WrongUse(
            text("The setting {name} can not be used: {problem}.", name=name, problem=first["msg"])
        ) from None


def as_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with *overrides* in it, for a child process that does the work."""
    return {**os.environ, **{PREFIX + name.upper(): value for name, value in overrides.items()}}


def office_language() -> Language:
    """Return the language of the office, which reads Prefect's forms and pages as it reads the reports."""
    return "en" if os.environ.get(f"{PREFIX}REPORT_LANGUAGE") == "en" else "ja"


def logs_are_json() -> bool:
    """Return whether what is said on standard error is for a program, even before all settings are read."""
    return os.environ.get(f"{PREFIX}LOG") == "json"


def terminal_language() -> Language:
    """Return the language of the terminal's locale: Japanese for ja_JP, English for all else."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ja" if value.casefold().startswith("ja") else "en"
    return "en"


def _passwords() -> dict[str, SecretStr]:
    return {
        name.removeprefix(PASSWORD_PREFIX).casefold(): SecretStr(value)
        for name, value in os.environ.items()
        if name.startswith(PASSWORD_PREFIX) and value
    }


def _refuse_unknown_names() -> None:
    """Raise WrongUse for a name that nothing reads: a typing error there would silently do nothing."""
    known = {PREFIX + name.upper() for name in Settings.model_fields if name != "passwords"}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and not name.startswith(PASSWORD_PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            if near:
                raise WrongUse(text("{name} is not a setting. Did you mean {near}?", name=name, near=near[0]))
            raise WrongUse(text("{name} is not a setting. README.md lists all settings.", name=name))
