"""What a command says when it is done."""

from collections import Counter
from collections.abc import Iterator, Sequence

from flows.delivery.sending import Sent
from flows.recipe import Outcome
from flows.shown.console import DONE, NEEDS_A_PERSON, complain, in_words, say
from flows.shown.tables import (
    DELIVERY_WORDS,
    body_name,
    delivery_state_in_words,
    missing_bodies,
    need_a_person,
    submission_rows,
)
from sources.edition import Delivery, DeliveryState, MailKind
from sources.errors import ServiceFailed
from sources.messages import Text, text


def tell_outcome(outcome: Outcome) -> int:
    """Say what a month's run came to, ending with the paths of its PDFs; return 1 where a person should look."""
    edition, material = outcome.edition, outcome.material
    findings = material.all_findings()
    doubtful = need_a_person(findings)
    missing = missing_bodies(material.bodies, material.readings, edition.month)
    say(
        text(
            "{month}: edition {number}, {submissions} submissions, {findings} findings, {doubtful} to look at.",
            month=edition.month,
            number=edition.number,
            submissions=len(submission_rows(material.bodies, material.readings, edition.month)),
            findings=len(findings),
            doubtful=len(doubtful),
        )
    )
    if missing:
        names = ", ".join(body_name(material.bodies, body.body_id) for body in missing)
        say(text("Not yet submitted: {bodies}.", bodies=names))
    if doubtful:
        say(text("See them with: ayumi status {month}", month=edition.month))
    for pdf in outcome.pdfs:
        say(str(pdf))
    return NEEDS_A_PERSON if doubtful or missing else DONE


def tell_sent(sent: Sent) -> int:
    """Say what became of each address and what is to be done; return 1 where a person should look at one.

    4 where a mailbox of ours could not be read afterwards.
    """
    counts = Counter(state for delivery in sent.deliveries for _, state, _ in delivery.recipients)
    for state, count in counts.items():
        say(text("{state}: {count} addresses", state=in_words(DELIVERY_WORDS[state]), count=count))
    for delivery in sent.deliveries:
        for address, state, answer in delivery.recipients:
            if state is not DeliveryState.ACCEPTED:
                words = in_words(delivery_state_in_words(delivery, state, answer))
                say(text("{address}: {state}: {answer}", address=address, state=words, answer=answer or "-"))
    for advice in advised(sent.deliveries):
        say(advice)
    if sent.others:
        say(
            text(
                "{count} mails in the bounce mailbox are no delivery reports; somebody should read them.",
                count=sent.others,
            )
        )
    if sent.problem is not None:
        complain(sent.problem)
        return ServiceFailed.exit_code
    return DONE if set(counts) <= {DeliveryState.ACCEPTED} and not sent.others else NEEDS_A_PERSON


def advised(deliveries: Sequence[Delivery]) -> Iterator[Text]:
    """Yield what an operator can do about the mails of editions that are not settled."""
    editions = [delivery for delivery in deliveries if delivery.kind is MailKind.EDITION]
    for delivery in editions:
        if delivery.state is DeliveryState.IN_DOUBT:
            yield text(
                "Whether {body} got its mail is in doubt. Ask there, then: "
                "ayumi send {month} --resolve {body} taken (or not-taken)",
                body=delivery.body_id,
                month=delivery.month,
            )
    stand = {state for delivery in editions for _, state, _ in delivery.recipients}
    for state in (DeliveryState.REFUSED, DeliveryState.BOUNCED):
        if state in stand:
            yield text(
                "Once the cause is mended, send to these addresses again: ayumi send {month} --only {state}",
                month=next(delivery.month for delivery in editions),
                state=str(state),
            )
