"""The bodies (提出機関): who reports what, who receives what, and how their files can be known.

One TOML a body in `sources/bodies/`; what differs between bodies stands there and nowhere in the code.
"""

import fnmatch
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from sources.errors import InputRefused
from sources.messages import Text, joined, text
from sources.plan import Declared, Level, MeasureKind, Plan
from sources.submission import Basis
from sources.toml_files import read_declared
from sources.vocabulary import Role

BODIES_FOLDER = Path(__file__).parent / "bodies"

BOARD = "board"
OWN = "own"
_SENDER = r"^[A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"


class Recipient(Declared):
    """One address that receives editions; *role* is to or cc."""

    address: str = Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
    name: str = ""
    role: str = Field(default="to", pattern="^(to|cc)$")


class LayoutColumn(Declared):
    """What one column of a declared layout holds: a role's cells, or the actuals of one measure.

    *heading* is what stands over it in the file, the figures of months and years apart; a file that has something
    else there is not read.
    """

    column: str = Field(pattern=r"^[A-Z]{1,3}$")
    role: Role | None = None
    measure: str = ""
    heading: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.role is None) == (not self.measure):
            raise ValueError("give either role or measure")
        return self


class DeclaredLayout(Declared):
    """Where a body's own form holds what, for forms that can not be read by their words alone.

    *sheet* is a pattern for the sheet's name ("" for the first one), *header_row* the first of *header_rows* rows
    of headings. *unit* is that of money figures without one (百万円), *basis* what figures cover whose heading
    does not say it.
    """

    sheet: str = ""
    header_row: int = Field(ge=1, le=1000)
    header_rows: int = Field(default=1, ge=1, le=4)
    columns: tuple[LayoutColumn, ...] = Field(min_length=1)
    unit: str = ""
    basis: Basis | None = None


class Body(Declared):
    """One reporting or receiving body (提出機関).

    *reports* are the ids of initiatives and measures it owes each month; *receives* the reports it is sent:
    board, strategy-1 and so on, or own. *senders* are the addresses that its reports come from by mail besides its
    recipients'; one without a name (@bc.example.jp) is everybody there. *deadline_day* is the day of the
    following month, the plan's where None. *layout* tells where its form holds what; without it the form is read
    by its words.
    """

    body_id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: str = Field(min_length=1)
    names: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    senders: tuple[Annotated[str, Field(pattern=_SENDER)], ...] = ()
    file_patterns: tuple[str, ...] = ()
    deadline_day: int | None = Field(default=None, ge=1, le=28)
    layout: DeclaredLayout | None = None

    def sends_from(self, address: str) -> bool:
        """Return whether *address* is declared as one this body's reports come from, case apart."""
        plain = address.casefold()
        return any(plain == one.casefold() or _is_domain_of(one, plain) for one in self.senders)

    def owns_file(self, name: str) -> bool:
        """Return whether a file's name fits one of this body's patterns, width and case apart."""
        plain = _plain(name)
        return any(fnmatch.fnmatchcase(plain, _plain(pattern)) for pattern in self.file_patterns)

    def is_called(self, name: str) -> bool:
        """Return whether *name* is this body's id, name or other name, width, case and blanks apart."""
        return _plain(name) in {_plain(known) for known in (self.body_id, self.name, *self.names)}


def load_bodies(folder: Path) -> tuple[Body, ...]:
    """Return every body declared in *folder*, by id; raise InputRefused naming file and key."""
    bodies: list[Body] = []
    problems: list[Text] = []
    for path in sorted(folder.glob("*.toml")):
        body, found = read_declared(path, Body, body_id=path.stem)
        problems += found
        if body is not None:
            bodies.append(body)
    if not problems and not bodies:
        problems.append(
            text("There is no body's file in '{folder}'. Write one TOML for each.", folder=folder.name)
        )
    if problems:
        count = text("{count} problems in all.", count=len(problems))
        raise InputRefused(joined(problems[0], count) if len(problems) > 1 else problems[0])
    return tuple(bodies)


def check_bodies(bodies: Iterable[Body], plan: Plan) -> tuple[Text, ...]:
    """Return what does not fit between the bodies' files and *plan*, each naming the file."""
    bodies = tuple(bodies)
    problems = [problem for body in bodies for problem in _body_problems(body, plan)]
    return (
        *problems,
        *_shared_names(bodies),
        *_shared_senders(bodies),
        *_owed_by_nobody(bodies, plan),
        *_unknown_authorities(bodies, plan),
    )


def body_by_id(bodies: Iterable[Body], body_id: str) -> Body | None:
    return next((body for body in bodies if body.body_id == body_id), None)


def body_of_sender(bodies: Iterable[Body], address: str) -> Body | None:
    """Return the one body that mails come from at *address*; None where none uses it, or several do.

    A body's own declaration of senders goes first; where nobody declares the address, those who receive editions
    there send from it too.
    """
    bodies = tuple(bodies)
    declared = [body for body in bodies if body.sends_from(address)]
    plain = address.casefold()
    found = declared or [
        body for body in bodies if any(one.address.casefold() == plain for one in body.recipients)
    ]
    return found[0] if len(found) == 1 else None


def _body_problems(body: Body, plan: Plan) -> Iterator[Text]:
    file = f"{body.body_id}.toml"
    for owed in body.reports:
        node, measure = plan.node.get(owed), plan.measure.get(owed)
        if not (measure or (node and node.level is Level.INITIATIVE)):
            yield text(
                "{file}: reports '{id}', which is neither an initiative nor a measure of the plan {plan}.",
                file=file,
                id=owed,
                plan=plan.plan_id,
            )
    known = receivable(plan)
    for received in body.receives:
        if received not in known:
            yield text(
                "{file}: receives '{name}', which is no report. Write one of {known}.",
                file=file,
                name=received,
                known=", ".join(known),
            )
    if OWN in body.receives and not body.reports:
        yield text("{file}: receives its own report, but reports nothing.", file=file)
    if body.receives and not any(recipient.role == "to" for recipient in body.recipients):
        yield text("{file}: receives reports, but has no recipient of the role to.", file=file)
    for column in body.layout.columns if body.layout is not None else ():
        if column.measure and column.measure not in plan.measure:
            yield text(
                "{file}: column {column} of the layout holds '{id}', which is no measure of the plan {plan}.",
                file=file,
                column=column.column,
                id=column.measure,
                plan=plan.plan_id,
            )
    if body.reports and not body.file_patterns:
        yield text("{file}: reports, but has no file_patterns to know its files by.", file=file)


def receivable(plan: Plan) -> tuple[str, ...]:
    """Return the names of the reports a body can receive: board, one for each strategy, own."""
    count = len(plan.at_level(Level.STRATEGY))
    return (BOARD, *(f"strategy-{number}" for number in range(1, count + 1)), OWN)


def _shared_names(bodies: tuple[Body, ...]) -> Iterator[Text]:
    """Yield each name that two bodies claim: files would go to whichever comes first."""
    for at, body in enumerate(bodies):
        for other in bodies[:at]:
            for name in (body.body_id, body.name, *body.names):
                if other.is_called(name):
                    yield text(
                        "{file}: the name '{name}' belongs to '{other}' too.",
                        file=f"{body.body_id}.toml",
                        name=name,
                        other=other.body_id,
                    )


def _shared_senders(bodies: tuple[Body, ...]) -> Iterator[Text]:
    """Yield each sender that two bodies declare: mail from there would be taken as neither's."""
    for at, body in enumerate(bodies):
        for other in bodies[:at]:
            for sender in sorted({one.casefold() for one in body.senders}):
                if sender in {one.casefold() for one in other.senders}:
                    yield text(
                        "{file}: the sender '{sender}' belongs to '{other}' too.",
                        file=f"{body.body_id}.toml",
                        sender=sender,
                        other=other.body_id,
                    )


def _owed_by_nobody(bodies: tuple[Body, ...], plan: Plan) -> Iterator[Text]:
    owed = {item for body in bodies for item in body.reports}
    for measure in plan.measures:
        if measure.kind is not MeasureKind.PHASE_GOAL and not owed & {measure.measure_id, measure.parent_id}:
            yield text(
                "No body reports '{id}'. Add it, or its initiative, to a body's reports.", id=measure.measure_id
            )


def _is_domain_of(declared: str, address: str) -> bool:
    return declared.startswith("@") and address.endswith(declared.casefold())


def _unknown_authorities(bodies: tuple[Body, ...], plan: Plan) -> Iterator[Text]:
    known = {body.body_id for body in bodies}
    for measure in plan.measures:
        if measure.authority and measure.authority not in known:
            yield text(
                "measures.csv, {id}: the authority '{body}' is no body. Bodies: {known}.",
                id=measure.measure_id,
                body=measure.authority,
                known=", ".join(sorted(known)),
            )


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).casefold())
