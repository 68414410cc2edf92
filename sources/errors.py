"""Errors that stop a run, each with the exit code and the next step a person reads."""

from typing import Self

from sources.messages import Text


class AyumiError(Exception):
    """A stop that the reader can act on: one sentence saying what is wrong and what to do next."""

    exit_code = 4

    def __init__(self, text: Text) -> None:
        super().__init__(text.english())
        self.text = text

    def __reduce__(self) -> tuple[type[Self], tuple[Text]]:
        """Let an error come back whole from another process: by its text, not by the English it prints."""
        return type(self), (self.text,)


class WrongUse(AyumiError):
    """The command was called in a way that can not work."""

    exit_code = 2


class InputRefused(AyumiError):
    """A plan, a body's file or an inbox can not be used as it stands."""

    exit_code = 3


class ServiceFailed(AyumiError):
    """A database, mail server or engine did not do its part."""

    exit_code = 4
