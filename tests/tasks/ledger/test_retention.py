from datetime import date

import pytest

from tasks.ledger.retention import Terms, Use, UseKind, kept, kept_through

TERMS = Terms(originals_years=7, mails_years=1)


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(2021, 11, 5), 7, date(2028, 11, 5)),
        (date(2024, 2, 29), 7, date(2031, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2025, 2, 28), 3, date(2028, 2, 28)),
    ],
)
def test_a_term_ends_with_the_day_it_began_or_the_28th_where_there_is_no_29_february(day, years, last):
    assert kept_through(day, years) == last


def test_an_original_is_kept_until_its_longest_term_is_over():
    came = Use("ab", UseKind.SUBMISSION, "2021-10/bc.csv", date(2021, 11, 5))
    corrected_later = Use("ab", UseKind.EDITION, "2021-10/bc.csv", date(2022, 3, 1))
    assert kept([corrected_later, came], TERMS)["ab"].kept_through == date(2029, 3, 1)
    assert kept([came, corrected_later], TERMS)["ab"].use == corrected_later


def test_a_mail_that_also_lay_in_the_inbox_as_a_file_is_kept_as_a_submission():
    uses = [
        Use("ab", UseKind.MAIL, "2021-11-05 09:00:00", date(2021, 11, 5)),
        Use("ab", UseKind.SUBMISSION, "2021-10/forwarded.eml", date(2021, 11, 4)),
    ]
    assert kept(uses, TERMS)["ab"].kept_through == date(2028, 11, 4)
