"""What a command says when it is done."""

from collections import Counter
from collections.abc import Sequence

from flows.console import DONE, NEEDS_A_PERSON, in_words, say
from flows.recipe import Outcome
from flows.tables import DELIVERY_WORDS, body_name, missing_bodies, need_a_person, submission_rows
from sources.edition import Delivery, DeliveryState
from sources.messages import text


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


def tell_deliveries(deliveries: Sequence[Delivery]) -> int:
    """Say what became of each address; return 1 where a person should look at one."""
    counts = Counter(state for delivery in deliveries for _, state, _ in delivery.recipients)
    for state, count in counts.items():
        say(text("{state}: {count} addresses", state=in_words(DELIVERY_WORDS[state]), count=count))
    for delivery in deliveries:
        for address, state, answer in delivery.recipients:
            if state is not DeliveryState.ACCEPTED:
                say(
                    text(
                        "{address}: {state}: {answer}",
                        address=address,
                        state=in_words(DELIVERY_WORDS[state]),
                        answer=answer,
                    )
                )
    return DONE if set(counts) <= {DeliveryState.ACCEPTED} else NEEDS_A_PERSON
