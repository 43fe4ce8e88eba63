"""Is one value changed, and everything around it left as it was?"""

from copy import deepcopy
from difflib import unified_diff
from pathlib import Path

import pytest

from ivr.flow.cards import cards, measured
from ivr.flow.draft import Draft
from ivr.flow.editing import fragment, graft, put, take_away
from ivr.flow.fields import Field, fields_of, known_to, plain_of
from ivr.flow.map import drawn
from ivr.flow.merging import merged, settled
from ivr.flow.proofs.tried import Try, book_to_try, ends, played, text_of
from ivr.flow.reader import draft_of, findings_of, read_folder
from ivr.flow.renaming import renamed
from ivr.flow.rewording import followed
from ivr.flow.roundtrip import opened, written
from ivr.flow.source import Plain
from ivr.flow.translations import State

FILES = read_folder(Path("callflows"))
WELCOME = FILES["welcome.yaml"]
MENU = ("steps", "main_menu")


@pytest.fixture(scope="module")
def shipped() -> Draft:
    return draft_of(FILES, allow_test_numbers=True)


def changed(before: str, after: str) -> list[str]:
    """The lines that are not the same, with their sign."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def steps(draft: Draft) -> dict[str, dict[str, Plain]]:
    return deepcopy(draft.sources["welcome.yaml"].plain["steps"])  # type: ignore[index,call-overload]


def test_what_nobody_touched_is_the_same_to_the_byte() -> None:
    for name, text in FILES.items():
        assert written(opened(text)) == text, name


def test_one_sentence_changes_one_line() -> None:
    after = put(WELCOME, ("steps", "no_text", "say"), "No text: we cannot # here.")
    assert changed(WELCOME, after) == [
        "-    say: That's okay. We cannot send a text to this phone, so nothing is sent.",
        "+    say: 'No text: we cannot # here.'",
    ]


def test_long_words_are_folded_and_say_the_same() -> None:
    words = "One sentence after the other, and each is short. " * 6
    after = put(WELCOME, ("steps", "no_text", "say"), words.strip())
    assert all(len(line) < 100 for line in changed(WELCOME, after))
    assert (
        draft_of({**FILES, "welcome.yaml": after}, allow_test_numbers=True)
        .flows["welcome"]
        .steps["no_text"]
        .wording()[0]
        .words
        == words.strip()
    )


def test_an_option_is_taken_out_and_another_put_in_with_every_comment_kept(
    shipped: Draft,
) -> None:
    menu = steps(shipped)["main_menu"]
    del menu["choices"][1]  # type: ignore[attr-defined,arg-type]
    menu["choices"].append({"press": "6", "label": "More", "go": "person"})  # type: ignore[union-attr]
    after = put(WELCOME, MENU, menu)
    assert len(changed(WELCOME, after)) == 7
    assert "# after one silence" in after
    assert "# doing nothing reaches a person" in after


def test_a_new_step_stands_apart_and_a_gone_one_is_gone() -> None:
    after = put(WELCOME, ("steps", "hello_again"), {"kind": "say", "say": "Hi", "then": "person"})
    assert after.endswith(
        "danger\n\n  hello_again:\n    kind: say\n    say: Hi\n    then: person\n"
    )
    assert "hello_again" not in take_away(after, ("steps", "hello_again"))
    assert fragment(WELCOME, ("steps", "nothing")) == ""
    assert graft(WELCOME, ("steps", "no_call"), "") == take_away(WELCOME, ("steps", "no_call"))


def test_two_people_at_two_steps_lose_nothing() -> None:
    mine = put(WELCOME, ("steps", "no_text", "say"), "Mine.")
    theirs = put(WELCOME, ("steps", "no_call", "say"), "Theirs.")
    found = merged({"w": WELCOME}, {"w": mine, "new": "a: 1\n"}, {"w": theirs})
    assert not found.clashes
    assert len(changed(WELCOME, found.files["w"])) == 4
    assert found.files["new"] == "a: 1\n"


def test_two_people_at_one_step_are_asked_and_what_they_choose_holds() -> None:
    mine = put(WELCOME, ("steps", "no_text", "say"), "Mine.")
    theirs = put(WELCOME, ("steps", "no_text", "say"), "Theirs.")
    found = merged({"w": WELCOME}, {"w": mine}, {"w": theirs})
    (clash,) = found.clashes
    assert clash.place == ("w", ("steps", "no_text"))
    assert "Mine." in clash.mine
    assert "Theirs." in clash.theirs
    assert "That's okay" in clash.base
    assert found.files["w"] == theirs
    assert settled(found, [clash.place])["w"] == mine
    assert settled(found, [])["w"] == theirs


def test_a_file_that_cannot_be_read_is_one_question() -> None:
    found = merged({"w": "a: 1\n"}, {"w": "a: ["}, {"w": "a: 2\n"})
    assert [one.path for one in found.clashes] == [()]
    assert settled(found, [("w", ())]) == {"w": "a: ["}


def sent(fields: tuple[Field, ...]) -> dict[str, list[str]]:
    """What a browser sends of a form that nobody touched."""
    found: dict[str, list[str]] = {}
    for field in fields:
        if field.fields:
            found.update(sent(field.fields))
        else:
            many = field.sort == "some_of"
            found[field.name] = field.value.split() if many else [field.value]
    return found


def tidy(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {name: tidy(inner) for name, inner in value.items()}
    return [tidy(one) for one in value] if isinstance(value, list) else " ".join(value.split())


def test_a_form_that_nobody_touched_says_what_the_file_says(shipped: Draft) -> None:
    for name, flow in shipped.flows.items():
        known = known_to(shipped, flow)
        plain = shipped.sources[f"{name}.yaml"].plain["steps"]  # type: ignore[index,call-overload]
        for step, fields in plain.items():
            form = fields_of(fields["kind"], fields, known)
            assert plain_of(fields["kind"], sent(form)) == tidy(fields), (name, step)


def test_translations_follow_the_words_whose_key_changed(shipped: Draft) -> None:
    menu = steps(shipped)["main_menu"]
    one, two, *_ = menu["choices"]
    one["press"], two["press"] = "2", "1"  # type: ignore[call-overload,index]
    files = {**FILES, "welcome.yaml": put(WELCOME, MENU, menu)}
    after = draft_of(files, allow_test_numbers=True)
    assert findings_of(files, allow_test_numbers=True)
    moved = followed(files, shipped, after.flows["welcome"])
    assert findings_of(moved, allow_test_numbers=True) == ()


def test_everything_leads_to_a_step_under_its_new_name(shipped: Draft) -> None:
    files = {**FILES, "welcome.yaml": renamed(WELCOME, "person", "somebody")}
    after = draft_of(files, allow_test_numbers=True)
    names = {"person": "somebody"}
    moved = followed(files, shipped, after.flows["welcome"], names)
    assert findings_of(moved, allow_test_numbers=True) == ()
    assert "go: person\n" not in files["welcome.yaml"]


def test_a_card_says_how_long_and_how_hard_its_words_are(shipped: Draft) -> None:
    read = {card.name: card for card in cards(shipped, shipped.flows["welcome"], "es")}
    assert read["person"].said[0].state is State.UNCHECKED
    assert read["main_menu"].together.seconds > 10
    assert read["goodbye"].ways == ()
    assert "are_we_open" in read["main_menu"].led_here
    long = measured("word " * 30, "en")
    assert (long.seconds, long.is_long) == (12, True)
    assert measured("Short.", "en").grade is None


def test_the_map_is_the_same_each_time_and_no_line_runs_back(shipped: Draft) -> None:
    for flow in shipped.flows.values():
        found = drawn(flow)
        assert found == drawn(flow)
        assert {spot.name for spot in found.spots} == set(flow.steps)
        assert len({(spot.x, spot.y) for spot in found.spots}) == len(found.spots)
        assert all(arrow.y1 < arrow.y2 for arrow in found.arrows)
        lines = {(arrow.here, arrow.there) for arrow in found.arrows}
        chips = {(spot.name, chip.to) for spot in found.spots for chip in spot.chips}
        every = {(name, exit_.to) for name, step in flow.steps.items() for exit_ in step.exits()}
        assert lines | chips == every
        assert not lines & chips
        assert all(spot.x >= 0 and spot.x + 220 <= found.width for spot in found.spots)


def test_a_call_is_tried_kept_as_a_script_and_goes_the_same_way_again() -> None:
    book = book_to_try(FILES, allow_test_numbers=True)
    given: dict[str, Plain] = {"open": "yes", "free": [{"name": "Ana", "speaks": ["es"]}]}
    tried = Try("welcome", given, [{"presses": "2"}, {"presses": "1"}, {"waits": "30s"}])
    call = played(book, tried)
    assert ends(call) == {"ends_with": {"rings": "Ana"}}
    text = text_of("Somebody answers in Spanish", "", call, tried, must_pass=True)
    files = {**FILES, "scripts/answered.yaml": text}
    assert "must_pass_to_publish: yes" in text
    from ivr.flow.proofs.performance import perform
    from ivr.flow.proofs.script import read_scripts

    (kept,) = (one for one in read_scripts(files) if one.source.file == "scripts/answered.yaml")
    assert [outcome.finding for outcome in perform(book, kept)] == [None]


def test_a_call_can_be_tried_before_its_new_words_are_translated() -> None:
    text = put(WELCOME, ("steps", "hello_again"), {"kind": "say", "say": "Hi", "then": "person"})
    text = put(text, ("steps", "hello", "then"), "hello_again")
    files = {**FILES, "welcome.yaml": text}
    assert findings_of(files, allow_test_numbers=True)
    book = book_to_try(files, allow_test_numbers=True)
    call = played(book, Try("welcome", {}, [{"presses": "2"}]))
    assert any(moment.what == "Hi" for moment in call.transcript)
