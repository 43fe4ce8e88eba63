"""Is what every caller is pointed to complete, and does it say nothing about them?"""

import re

from ivr.flow.reader import read_folder
from ivr.models import Topic
from ivr.operations import resources
from ivr.operations.directory import GENERAL_LIST
from ivr.runtime import Runtime

TELLING = "police|victim|abuse|violen|crime|shelter|policía|víctima|abuso|violencia|refugio"


def test_every_topic_has_something_in_every_language() -> None:
    assert {entry.topic for entry in GENERAL_LIST} == set(Topic)
    for entry in GENERAL_LIST:
        assert entry.words.keys() == {"ar", "en", "es"}
        for words in entry.words.values():
            assert words.name
            assert words.about.endswith(".")


def test_no_entry_tells_why_somebody_reads_it() -> None:
    for entry in GENERAL_LIST:
        for words in entry.words.values():
            assert not re.search(TELLING, f"{words.name} {words.about}", re.IGNORECASE)


def test_every_entry_is_one_that_could_be_added_by_hand(rt: Runtime) -> None:
    for entry in GENERAL_LIST:
        assert resources.checked(rt, entry) == entry
        assert not entry.sensitive


def test_ids_are_unique() -> None:
    assert len({entry.id for entry in GENERAL_LIST}) == len(GENERAL_LIST)


def test_the_list_speaks_every_language_the_helpline_does(rt: Runtime) -> None:
    shipped = {name[8:-5] for name in read_folder(rt.environment.flows_dir) if "wording/" in name}
    assert shipped <= {"ar", "en", "es"}, "a language was added: describe the entries in it too"
