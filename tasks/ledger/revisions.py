"""Which of a body's submissions for one month counts: a later revision replaces an earlier one (修正版).

Computed from what is known, never stored, so that the order in which files were recorded does not matter and an
earlier day's knowledge gives that day's answer.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from sources.intake.mail import moment_of_mail
from sources.messages import Text, text
from sources.month import Month
from sources.submission import Finding, FindingKind, Place, Reading, Severity, State, Submission

LATEST = 1_000
"""The rank of a name that claims to be the last one, whatever numbers other names bear."""

_NUMBER = r"[ ._-]?(?P<number>\d{1,2})?(?![\d月日年])"
_REVISIONS = (
    re.compile(rf"再?(?:修正|訂正|改訂|差し?替え?)(?:版|後|済み?)?{_NUMBER}"),
    re.compile(rf"(?:改定|更新|再提出|再送)(?:版|分){_NUMBER}"),
    re.compile(rf"(?<![a-z])rev(?:ision|ised)?{_NUMBER}(?![a-z])"),
)
"""Words that make a file the next version after the first; a number beside them counts revisions."""
_VERSIONS = (
    re.compile(r"第?(?P<number>\d{1,2})(?:版|稿)"),
    re.compile(r"(?<![a-z])v(?:er(?:sion)?)?[ ._-]?(?P<number>\d{1,2})(?![a-z\d])"),
)
"""Words that number the version itself, the first being 1."""
_LAST = re.compile(r"(?:最新|最終|確定)|(?<![a-z])(?:latest|final)(?![a-z])")


ArrivalOrder = Callable[[Reading], tuple[date, str, int]]


@dataclass(frozen=True)
class Superseded:
    """A reading that no longer counts, the newer one that replaced it, and what is said about it."""

    older: Reading
    newer: Reading
    finding: Finding


def current(known: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the readings that count; one that replaced others carries their superseded_revision findings."""
    readings = tuple(known)
    replaced = superseded(readings)
    gone = {one.older.submission for one in replaced}
    told: dict[Submission, tuple[Finding, ...]] = defaultdict(tuple)
    for one in replaced:
        told[one.newer.submission] += (one.finding,)
    return tuple(
        replace(reading, findings=reading.findings + told[reading.submission])
        for reading in readings
        if reading.submission not in gone
    )


def superseded(known: Iterable[Reading]) -> tuple[Superseded, ...]:
    """Return the readings that a newer one of the same body and month replaces, by file name.

    Two files of one body for one month are revisions of one another where they speak of a common measure or
    initiative, or where their names differ by words of revision only. Otherwise they are parts of one report,
    and both count. So do two files of which nothing tells the later: where they differ, neither value counts.
    A file from which nothing could be read replaces nothing; its own findings say why. *known* gives readings of
    one file name in the order in which they were recorded: bytes written over a file on one day are its revision.
    """
    groups: dict[tuple[str, Month], list[Reading]] = defaultdict(list)
    for reading in known:
        if reading.submission.body_id is not None and reading.month is not None and subjects(reading):
            groups[reading.submission.body_id, reading.month].append(reading)
    found = [one for group in groups.values() for one in _superseded_within(group)]
    return tuple(sorted(found, key=lambda one: (one.older.submission.file, one.older.submission.sha256)))


def _superseded_within(group: list[Reading]) -> list[Superseded]:
    standing: dict[Submission, Reading] = {}
    newest_first = sorted(group, key=arrival_order)[
        ::-1
    ]  # reversed whole, so that of equals the last recorded leads
    found = []
    for index, older in enumerate(newest_first):
        newer = next((one for one in newest_first[:index] if _replaces(one, older)), None)
        if newer is None:
            standing[older.submission] = older
        else:
            standing[older.submission] = standing[newer.submission]
            found.append(
                Superseded(older, standing[newer.submission], _finding(older, standing[newer.submission]))
            )
    return found


def arrival_order(reading: Reading) -> tuple[date, str, int]:
    """Return what orders revisions, oldest first: the day it came, the moment if it came by mail, then its name.

    Day and moment stand first because a body may send a plain name again after a 修正版; where they do not tell,
    the name decides.
    """
    submission = reading.submission
    return (submission.received, moment_of_mail(submission.file), revision_rank(submission.file))


def revision_rank(file: str) -> int:
    """Return which version a file's name claims to be: 1 where it says nothing, 2 for 修正版 or rev1."""
    stem = _plain_stem(file)
    if _LAST.search(stem):
        return LATEST
    revisions = [int(found["number"] or 1) + 1 for word in _REVISIONS for found in word.finditer(stem)]
    versions = [int(found["number"]) for word in _VERSIONS for found in word.finditer(stem)]
    return max(revisions + versions, default=1)


def subjects(reading: Reading) -> frozenset[str]:
    """Return the measures and initiatives that a reading says anything about."""
    return frozenset(
        [fact.measure_id for fact in reading.observations]
        + [fact.measure_id for fact in reading.milestones]
        + [remark.measure_id for remark in reading.remarks]
        + [status.initiative_id for status in reading.statuses]
    )


def _counted_subjects(reading: Reading) -> frozenset[str]:
    return frozenset(
        [fact.measure_id for fact in reading.observations if fact.state is State.ACCEPTED]
        + [fact.measure_id for fact in reading.milestones if fact.state is State.ACCEPTED]
        + [status.initiative_id for status in reading.statuses if status.state is State.ACCEPTED]
    )


def _replaces(newer: Reading, older: Reading) -> bool:
    """Return whether *newer*, not the earlier in order, is a revision of *older* and surely later."""
    if newer.submission.file != older.submission.file and not _is_surely_later(newer, older):
        return False
    return bool(subjects(newer) & subjects(older)) or (
        _family(newer.submission.file) == _family(older.submission.file)
    )


def _is_surely_later(newer: Reading, older: Reading) -> bool:
    """Return whether day, moment or name tells *newer* to be later; the moment of a file is not known."""
    (day, moment, rank), (older_day, older_moment, older_rank) = arrival_order(newer), arrival_order(older)
    if day != older_day or (moment and older_moment and moment != older_moment):
        return True
    return rank > older_rank


def _family(file: str) -> str:
    """Return a file's name without words of revision and separators, the same for all versions of one file."""
    stem = _plain_stem(file)
    for word in (*_REVISIONS, *_VERSIONS, _LAST):
        stem = word.sub("", stem)
    return re.sub(r"[\s_().・\-\[\]【】「」版]+", "", stem)


def _plain_stem(file: str) -> str:
    return unicodedata.normalize("NFKC", PurePosixPath(file).stem).casefold()


def _finding(older: Reading, newer: Reading) -> Finding:
    only_in_older = _counted_subjects(older) - subjects(newer)
    says_otherwise = revision_rank(older.submission.file) > revision_rank(newer.submission.file)
    return Finding(
        kind=FindingKind.SUPERSEDED_REVISION,
        severity=Severity.WARNING if only_in_older or says_otherwise else Severity.INFO,
        body_id=older.submission.body_id or "",
        place=Place(older.submission.file),
        message=_message(older.submission, newer.submission, sorted(only_in_older), says_otherwise),
        month=older.month,
    )


def _message(older: Submission, newer: Submission, only_in_older: list[str], says_otherwise: bool) -> Text:
    if only_in_older:
        return text(
            "{older} was replaced by {newer} and no longer counts. {ids} stand only in the older file: "
            "if they still hold, send them again.",
            older=older.file,
            newer=newer.file,
            ids=", ".join(only_in_older),
        )
    if says_otherwise:
        return text(
            "{older} was replaced by {newer}, which came later ({day}), although the older name says that "
            "it is the revision. Confirm which of the two holds.",
            older=older.file,
            newer=newer.file,
            day=newer.received,
        )
    return text("{older} was replaced by {newer} and no longer counts.", older=older.file, newer=newer.file)
