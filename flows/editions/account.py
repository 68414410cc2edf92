"""edition.json: what an edition was made from, with what, and what came out, each file by its SHA-256."""

import json
from collections.abc import Sequence

from flows.editions.origin import software
from sources.edition import Edition, OutputFile
from tasks.reporting.material import Material


def edition_json(
    edition: Edition, material: Material, mails: Sequence[OutputFile], returns: Sequence[OutputFile] = ()
) -> bytes:
    """Return the account of an edition; the same bytes for the same edition.

    *mails* and *returns* (the copies for senders) lie beside the edition and are no part of it.
    """
    attainment = material.attainment
    account = {
        "plan": {"id": edition.plan_id, "version": material.plan.version},
        "month": str(edition.month),
        "edition": edition.number,
        "created": edition.created.isoformat(timespec="seconds"),
        "digest": edition.digest,
        "rating_profile": {
            "id": attainment.profile_id,
            "title": attainment.profile_title,
            "source": attainment.profile_source,
            "version": material.profile.version,
        },
        "inputs": [{"file": one.file, "sha256": one.sha256} for one in edition.inputs],
        "outputs": [_file(one) for one in edition.files],
        "mails": [_file(one) for one in mails],
        "returns": [_file(one) for one in returns],
        "recipients": [
            {"body": one.body_id, "address": one.address, "role": one.role} for one in edition.recipients
        ],
        "software": dict(software()),
    }
    return (json.dumps(account, ensure_ascii=False, indent=1) + "\n").encode()


def as_of_json(material: Material, files: Sequence[OutputFile]) -> bytes:
    """Return the account of a month as it was known on a day, which is no edition."""
    account = {
        "plan": {"id": material.plan.plan_id, "version": material.plan.version},
        "month": str(material.month),
        "as_of": str(material.stamp.as_of),
        "inputs": [{"file": one.submission.file, "sha256": one.submission.sha256} for one in material.readings],
        "outputs": [_file(one) for one in files],
        "software": dict(software()),
    }
    return (json.dumps(account, ensure_ascii=False, indent=1) + "\n").encode()


def _file(one: OutputFile) -> dict[str, object]:
    return {"path": one.path, "sha256": one.sha256, "size": one.size}
