"""How does the application know that a webhook is ours?"""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(auth_token: str, url: str, parameters: Mapping[str, str]) -> str:
    """The X-Twilio-Signature: HMAC-SHA1 of the URL and the sorted parameters, in base64.

    `url` is as requested, without its fragment; `parameters` are those in a form body
    (https://www.twilio.com/docs/usage/security).
    """
    text = url + "".join(name + parameters[name] for name in sorted(parameters))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
