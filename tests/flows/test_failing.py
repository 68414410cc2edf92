import errno
import os

from flows.failing import one_line


def test_a_full_disk_is_said_in_words_with_the_file_and_the_next_step():
    line, code = one_line(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/output/board.pdf"))
    assert code == 4
    assert line.english() == (
        "The disk has no room left (/srv/output/board.pdf). Make room, then run the same command again."
    )


def test_any_other_fault_names_its_kind_and_how_to_see_more():
    line, code = one_line(PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/srv/output"))
    assert code == 4
    assert "Unforeseen: PermissionError" in line.english()
    assert "--debug" in line.english()
