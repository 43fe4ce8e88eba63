"""How does somebody sign in by the word of our organisation, and show again that it is they?"""

import hmac
import json
import logging
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import cookies, forms, frame, login, sorry
from ivr.console.access import Everybody, Page, Visit
from ivr.logs import log
from ivr.oidc import Begun, NotBelieved, Provider, ProviderAway
from ivr.operations import provided
from ivr.operations.provided import NotLetIn
from ivr.seal import BrokenSeal

__all__ = ["PAGES"]

PURPOSE = "on the way to the provider"
ON_THE_WAY = timedelta(minutes=10)
LOGIN = "/console/login"


def begin(visit: Visit) -> Response:
    """Off to the provider; whoever is signed in by it already shows again that it is they."""
    wanted = forms.safe_path(visit.request.args.get("next", ""))
    if visit.rt.oidc is None:
        return sorry.nothing_here(visit)
    again = visit.who is not None and visit.who.by_provider and "again" in visit.request.args
    if visit.who is not None and not again:
        return frame.go(visit, wanted)
    try:
        begun = visit.rt.oidc.begin(visit.rt.now(), again=again)
    except ProviderAway:
        return _sorry(visit, "away")
    response = Response(status=303, headers={"Location": begun.url})
    kept = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": wanted,
        "again": visit.known.sign_in if again else "",
        "at": visit.rt.now().timestamp(),
    }
    sealed = visit.rt.seal.close_text(PURPOSE, json.dumps(kept).encode())
    cookies.keep(response, visit.rt.environment, cookies.PROVIDER, sealed)
    return response


def back(visit: Visit) -> Response:
    """Back from the provider: in, if everything holds. What this browser kept counts once."""
    oidc, kept = visit.rt.oidc, _kept(visit)
    if oidc is None:
        return sorry.nothing_here(visit)
    try:
        response = _let_in(visit, oidc, kept)
    except ProviderAway:
        response = _sorry(visit, "away")
    except NotBelieved as problem:
        log("a word of the provider does not hold", level=logging.WARNING, why=problem.why)
        response = _sorry(visit, "not_believed")
    except NotLetIn as problem:
        response = _sorry(visit, problem.about)
    cookies.drop(response, visit.rt.environment, cookies.PROVIDER)
    return response


def _kept(visit: Visit) -> dict[str, Any]:
    """What this browser took along; empty if nothing, or too long ago."""
    sealed = cookies.read(visit.request, visit.rt.environment, cookies.PROVIDER)
    try:
        kept: dict[str, Any] = json.loads(visit.rt.seal.open_text(PURPOSE, sealed))
    except BrokenSeal:
        return {}
    age = visit.rt.now().timestamp() - kept["at"]
    return kept if age <= ON_THE_WAY.total_seconds() else {}


def _let_in(visit: Visit, oidc: Provider, kept: dict[str, Any]) -> Response:
    """Raises ProviderAway, NotBelieved and NotLetIn."""
    answer = visit.request.args
    if not kept or not hmac.compare_digest(kept["state"], answer.get("state", "")[:200]):
        raise NotBelieved("state")
    if answer.get("iss", oidc.settings.issuer) != oidc.settings.issuer:
        raise NotBelieved("issuer")
    if "code" not in answer:
        raise NotLetIn("The provider did not let them in.", "refused_there")
    begun = Begun("", kept["state"], kept["nonce"], kept["verifier"])
    said = oidc.finish(answer["code"][:4000], begun, visit.rt.now())
    if not kept["again"]:
        token = provided.enter(visit.rt, said, login.browser_of(visit))
    elif visit.who is None or visit.who.sign_in != kept["again"]:
        raise NotBelieved("sign-in")
    else:
        token = provided.prove(visit.rt, visit.who, said)
    return login.signed_in(visit, frame.go(visit, kept["next"]), token)


def _sorry(visit: Visit, why: str) -> Response:
    """What is so, and what to do; the local sign-in stays for the day the provider is away."""
    status = 503 if why == "away" else 403
    return frame.page(visit, "sorry.html", status=status, what=f"oidc_{why}", back=LOGIN)


PAGES = (
    Page("/oidc", "oidc", begin, Everybody.ANYBODY),
    Page("/oidc/back", "oidc_back", back, Everybody.ANYBODY),
)
