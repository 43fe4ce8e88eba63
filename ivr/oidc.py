"""Who is this, by the word of our organisation's own sign-in? OpenID Connect, as a client."""

import json
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ivr.environment import Oidc

__all__ = ["BACK", "Begun", "NotBelieved", "Provider", "ProviderAway", "Said"]

BACK = "/console/oidc/back"
"""Where the provider sends the browser: to be registered there, after HELPLINE_CONSOLE_URL."""
SIGNED_WITH: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Never `none`, and never with a secret that both sides know."""
TWO_FACTORS = frozenset({"mfa", "otp", "hwk", "sc"})
"""What RFC 8176 calls a second factor."""
CONNECT, ANSWER = 2.0, 4.0
"""Seconds."""
MOST = 256 * 1024
"""Bytes of an answer."""
LEEWAY = 60
"""Seconds by which the provider's clock may be another."""
READ_FOR = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=1)
AT_ONCE = 2


class ProviderAway(Exception):
    """Raised when the provider cannot be reached, or says what no provider says."""


class NotBelieved(Exception):
    """Raised for a word that does not hold; `why` is a code for the page and the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what it keeps of it until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Said:
    """What the provider says of somebody. `signed_in_at` is None where it does not say when."""

    subject: str
    names: tuple[str, ...]
    groups: frozenset[str]
    signed_in_at: datetime | None
    two_factors: bool


class Provider:
    """One provider. What it publishes of itself is read again every ten minutes. At most two
    threads of a process wait for it: callers go first."""

    def __init__(self, settings: Oidc, console_url: str) -> None:
        self._settings = settings
        self._back = f"{console_url}{BACK}"
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._read: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    @property
    def settings(self) -> Oidc:
        """As the operator wrote them."""
        return self._settings

    def begin(self, now: datetime, *, again: bool = False) -> Begun:
        """A way to the provider with a new state, nonce and PKCE verifier (S256). `again`: they
        are to show that it is they, now. Raises ProviderAway."""
        with self._one_of_few():
            about = self._about(now)
        begun = Begun("", *(secrets.token_urlsafe(32) for _ in range(3)))
        more = {"prompt": "login", "max_age": "0"} if again else {}
        if self._settings.acr:
            more["acr_values"] = self._settings.acr
        with self._client(about) as client:
            url, _state = client.create_authorization_url(
                self._safe(about["authorization_endpoint"]),
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                **more,
            )
        return Begun(url, begun.state, begun.nonce, begun.verifier)

    def finish(self, code: str, begun: Begun, now: datetime) -> Said:
        """Who came back with this code, once everything about it holds. Raises NotBelieved and
        ProviderAway."""
        with self._one_of_few():
            about = self._about(now)
            token = self._token(about, code, begun)
            claims = self._claims(about, token, begun, now)
            return _said(claims, self._settings)

    @contextmanager
    def _one_of_few(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise ProviderAway
        try:
            yield
        finally:
            self._room.release()

    def _about(self, now: datetime) -> Mapping[str, Any]:
        """What the provider publishes of itself; believed only if it names itself as we do."""
        if self._read is None or now - self._read[0] > READ_FOR:
            issuer = self._settings.issuer.rstrip("/")
            found = _get(f"{issuer}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if any(not isinstance(found.get(name), str) for name in needed):
                raise ProviderAway
            if str(found.get("issuer", "")) != self._settings.issuer:
                raise ProviderAway
            self._read = (now, found)
        return self._read[1]

    def _safe(self, url: str) -> str:
        """The address, unless it travels less safely than the issuer's. Raises ProviderAway."""
        parts, issuer = urlsplit(url), urlsplit(self._settings.issuer)
        local = issuer.scheme == "http" and parts.hostname == issuer.hostname
        if (parts.scheme != "https" and not local) or "@" in parts.netloc or parts.fragment:
            raise ProviderAway
        return url

    def _client(self, about: Mapping[str, Any]) -> OAuth2Session:
        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in ways
        return _Client(
            self._settings.client_id,
            self._settings.client_secret,
            scope="openid profile",
            redirect_uri=self._back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            default_timeout=(CONNECT, ANSWER),
        )

    def _token(self, about: Mapping[str, Any], code: str, begun: Begun) -> Mapping[str, Any]:
        try:
            with self._client(about) as client:
                token = client.fetch_token(
                    self._safe(about["token_endpoint"]), code=code, code_verifier=begun.verifier
                )
        except AuthlibBaseError:
            raise NotBelieved("code") from None
        except (requests.RequestException, ValueError):
            raise ProviderAway from None
        if not isinstance(token.get("id_token"), str):
            raise NotBelieved("token")
        return token  # type: ignore[no-any-return]

    def _claims(
        self, about: Mapping[str, Any], token: Mapping[str, Any], begun: Begun, now: datetime
    ) -> CodeIDToken:
        """What the token says, once its signature, issuer, audience, nonce and times hold."""
        decoded = self._verified(about, token["id_token"], now)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client_id},
                "nonce": {"essential": True, "value": begun.nonce},
            },
            {
                "nonce": begun.nonce,
                "client_id": self._settings.client_id,
                "access_token": token.get("access_token"),
            },
        )
        try:
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError):
            raise NotBelieved("claims") from None
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise NotBelieved("claims")
        return claims

    def _verified(self, about: Mapping[str, Any], text: str, now: datetime) -> jwt.Token:
        """Signed by one of the provider's keys; by a new one, they are asked for once more."""
        for fresh in (False, True):
            try:
                return jwt.decode(text, self._key_set(about, now, fresh=fresh), list(SIGNED_WITH))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
        raise NotBelieved("signature")

    def _key_set(self, about: Mapping[str, Any], now: datetime, *, fresh: bool) -> KeySet:
        held = self._keys
        age = now - held[0] if held else READ_FOR
        if held is None or age >= READ_FOR or (fresh and age >= AGAIN_AFTER):
            found = _get(self._safe(about["jwks_uri"]))
            held = self._keys = (now, KeySet.import_key_set({"keys": _keys(found)}))
        return held[1]


def _keys(found: Mapping[str, Any]) -> list[Any]:
    """Keys that sign; a provider may publish others beside them."""
    keys = found.get("keys")
    if not isinstance(keys, list):
        raise ProviderAway
    return [
        key
        for key in keys
        if isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP")
        if key.get("use", "sig") == "sig"
    ]


class _Client(OAuth2Session):  # type: ignore[misc]
    """Goes where it is sent to and no further: an answer that sends elsewhere is none."""

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        answer: requests.Response = super().request(
            method, url, **{**how, "allow_redirects": False}
        )
        if answer.is_redirect or len(answer.content) > MOST:
            raise requests.RequestException
        return answer


def _get(url: str) -> Mapping[str, Any]:
    """A small JSON object from there. Raises ProviderAway."""
    try:
        with requests.get(
            url, timeout=(CONNECT, ANSWER), allow_redirects=False, stream=True
        ) as answer:
            content = answer.raw.read(MOST + 1, decode_content=True)
            if answer.status_code != 200 or len(content) > MOST:
                raise ProviderAway
        found = json.loads(content)
    except (requests.RequestException, OSError, ValueError):
        raise ProviderAway from None
    if not isinstance(found, dict):
        raise ProviderAway
    return found


def _said(claims: Mapping[str, Any], settings: Oidc) -> Said:
    names = (claims.get("name"), claims.get("preferred_username"))
    groups = claims.get(settings.groups_claim, [])
    at = claims.get("auth_time")
    return Said(
        subject=str(claims["sub"]),
        names=tuple(name for name in names if isinstance(name, str) and name.strip()),
        groups=frozenset(_words([groups] if isinstance(groups, str) else groups)),
        signed_in_at=datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None,
        two_factors=_two_factors(claims, settings),
    )


def _two_factors(claims: Mapping[str, Any], settings: Oidc) -> bool:
    if settings.acr:
        return bool(claims.get("acr") == settings.acr)
    return bool(TWO_FACTORS & set(_words(claims.get("amr", []))))


def _words(given: object) -> Sequence[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
