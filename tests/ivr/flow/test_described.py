"""Are the words below a field found, its parents' included?"""

from ivr.flow.described import descriptions
from ivr.flow.kinds import KINDS
from ivr.flow.settings import Limits


def test_the_words_below_a_field_are_its_description() -> None:
    words = descriptions(Limits)["turns"]
    assert words.startswith("Answers in one call before nothing is asked any more")


def test_a_step_has_those_of_what_it_is_a_kind_of() -> None:
    told = descriptions(KINDS["menu"])
    assert told["silent"].startswith("Taken at the Nth silence of this call")
    assert told["wait"] == "How long the menu waits after its words."
    assert "kind" not in told
    assert "listens" not in told, "that is no field"


def test_a_field_that_is_declared_again_has_only_words_of_its_own() -> None:
    assert descriptions(KINDS["emergency"]).keys() <= set(KINDS["emergency"].model_fields)
    assert "say" not in descriptions(KINDS["emergency"])
