"""What does a caller hear who does this, in a world somebody thought of, and which script is it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml.comments import CommentedMap

from ivr.flow.book import Book
from ivr.flow.checks import all_findings
from ivr.flow.draft import Draft, wording_file
from ivr.flow.finding import BrokenFlows
from ivr.flow.proofs.performance import does, world_of
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.script import Script
from ivr.flow.proofs.transcript import How
from ivr.flow.reader import book_of, draft_of
from ivr.flow.roundtrip import written
from ivr.flow.source import Plain
from ivr.flow.translations import Row, State, merged, table
from ivr.flow.wording import fingerprint

__all__ = ["Try", "book_to_try", "played", "script_of", "text_of"]

OPEN = (State.MISSING, State.STALE)


@dataclass(frozen=True)
class Try:
    """A call somebody tries: which flow, what is so, and what they did so far, as lines of a call
    script."""

    flow: str
    given: Mapping[str, Plain]
    acts: Sequence[Mapping[str, str]]


def book_to_try(files: Mapping[str, str], *, allow_test_numbers: bool) -> Book:
    """The book these files make, with the words of the first language where a translation is
    missing or old. Raises BrokenFlows with what else is in the way."""
    draft = draft_of(files, allow_test_numbers=allow_test_numbers)
    mended = dict(files)
    for language in list(draft.settings.languages)[1:]:
        file = wording_file(str(language))
        if file in mended:
            mended[file] = merged(mended[file], _borrowed(draft, str(language)))
    whole = draft_of(mended, allow_test_numbers=allow_test_numbers)
    must = [finding for finding in all_findings(whole) if finding.level == "M"]
    if must:
        raise BrokenFlows(must)
    return book_of(mended, whole)


def _borrowed(draft: Draft, language: str) -> list[Row]:
    return [
        Row(row.key, row.source, row.text or row.source, fingerprint(row.source), "", row.state)
        for row in table(draft, language)
        if row.state in OPEN and "." in row.key and not row.key.startswith("phrases.")
    ]


def script_of(tried: Try, last: Mapping[str, Plain] | None = None) -> dict[str, Plain]:
    """The call script that is this call, as a file would have it."""
    call: list[Plain] = [dict(act) for act in tried.acts]
    call.append(dict(last) if last is not None else {"ends_with": "line"})
    given = {"given": dict(tried.given)} if tried.given else {}
    flow = {} if tried.flow == "welcome" else {"flow": tried.flow}
    return {**flow, **given, "call": call}


def played(book: Book, tried: Try) -> Played:
    """The call as far as it went. Raises ValidationError for what no script can say, NotAMoment
    for a time that is none, NoSuchPlace for a flow that answers no calls."""
    script = Script.model_validate({"script": "tried", **script_of(tried)})
    call = Played(book, world_of(script, book), tried.flow).begins()
    for act in script.call[:-1]:
        if call.ending is None:
            does(call, act)
    return call


def ends(call: Played) -> dict[str, Plain]:
    """The line of a script that says how the call stands now."""
    if call.ending is None:
        here = call.place.partition(".")[2]
        return {"ends_with": "line"} if call.line is not None else {"hears": here}
    if call.ending.how is How.RINGS:
        return {"ends_with": {"rings": call.ending.name}}
    return {"ends_with": call.ending.how.value}


def text_of(called: str, why: str, call: Played, tried: Try, *, must_pass: bool) -> str:
    """The file of a call script that is this call."""
    plain = {"script": called, **({"why": why} if why else {}), **script_of(tried, ends(call))}
    plain |= {"never": ["cut_off"]}
    if must_pass:
        plain |= {"must_pass_to_publish": "yes"}
    return written(CommentedMap(plain))
