"""Who vouches for the staff in these tests? A small OpenID provider on real HTTP, with keys of its
own, strict about what it is asked, and able to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

__all__ = ["CLIENT", "SECRET", "Vouching", "vouching"]

CLIENT, SECRET = "helpline", "between the two of us"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Vouching:
    """What it knows, what it says, and how it lies: `about` and `claims` are changed on the way
    out, `sign` is how a token is signed."""

    back: str
    now: datetime
    port: int = 0
    about: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    sign: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    is_away: bool = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def agrees(self, url: str, **person: Any) -> str:
        """Somebody signs in there: where their browser goes next. Refuses what no strict provider
        would take."""
        parts = urlsplit(url)
        asked = {name: only for name, (only,) in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.back
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 32
        assert len(asked["nonce"]) >= 32
        assert "openid" in asked["scope"].split()
        self.asked, code = asked, secrets.token_urlsafe(16)
        at = int(self.now.timestamp())
        said = {"sub": "1", "name": "Olga", "groups": ["leads"], "amr": ["pwd", "mfa"]}
        times = {"iat": at, "exp": at + 300, "auth_time": at}
        whole = {"iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"], **times, **said}
        self.codes[code] = {**asked, "claims": json.dumps(whole | person)}
        return f"/console/oidc/back?code={code}&state={asked['state']}"

    def token(self, form: Mapping[str, str], given: str) -> dict[str, Any] | None:
        """For a code, once, to whoever began with it."""
        asked = self.codes.pop(form.get("code", ""), None)
        ours = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or given != f"Basic {ours}":
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form["redirect_uri"] != self.back:
            return None
        claims = {**json.loads(asked["claims"]), **self.claims}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        told = {name: value for name, value in claims.items() if value is not None}
        if self.sign in ("none", "HS256"):
            text = ".".join(_coded(json.dumps(one)) for one in ({"alg": self.sign}, told))
            # With what everybody can read: the public key.
            public = KEY.as_pem(private=False)
            proof = hmac.digest(public, text.encode(), "sha256") if self.sign == "HS256" else b""
            return f"{text}.{_coded(proof)}"
        key = OTHER if self.sign == "stolen" else KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, told, key)


def _coded(plain: str | bytes) -> str:
    """As a token holds it."""
    whole = plain.encode() if isinstance(plain, str) else plain
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


@contextmanager
def vouching(back: str, now: datetime) -> Iterator[Vouching]:
    """The provider, answering on this machine."""
    made = Vouching(back, now)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            about = {
                "issuer": made.issuer,
                "authorization_endpoint": f"{made.issuer}/authorize",
                "token_endpoint": f"{made.issuer}/token",
                "jwks_uri": f"{made.issuer}/keys",
            }
            keys = {"keys": [KEY.as_dict(private=False)]}
            self.say(keys if self.path == "/keys" else about | made.about)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            form = {name: only for name, (only,) in sent.items()}
            token = made.token(form, self.headers.get("Authorization", ""))
            self.say(token or {"error": "invalid_grant"}, 200 if token else 400)

        def say(self, what: object, status: int = 200) -> None:
            content = json.dumps(what).encode()
            self.send_response(503 if made.is_away else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()
