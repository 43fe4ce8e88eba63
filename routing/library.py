"""How does a server come to know our scripts, and how is one of them called?

Redis makes every function of a script anew each time it runs. Since 7.0 it can keep them instead,
as a library that is loaded once. Where it cannot (6.2) or may not (by its ACL), the same text is
sent as one script.
"""

from hashlib import sha256
from typing import Final

from redis import Redis
from redis.exceptions import NoPermissionError, ResponseError

NOT_LOADED: Final = "Function not found"
LOADED_MEANWHILE: Final = "already exists"
NO_LIBRARIES: Final = "unknown command"


class Library:
    """One text of functions whose last is `run(keys, args)`. Its name follows from the text, so
    that two versions of us can be in use on one server."""

    def __init__(self, redis: Redis, text: str) -> None:
        self._redis = redis
        self._text = text
        self.name = f"helpline_{sha256(text.encode()).hexdigest()[:24]}"
        self._script = redis.register_script(f"{text}\nreturn run(KEYS, ARGV)")
        self._is_kept = True

    def call(self, key: str, *said: str) -> object:
        """What `run` answers. Raises whatever the Redis client raises."""
        if self._is_kept:
            try:
                return self._fcall(key, *said)
            except NoPermissionError:
                self._is_kept = False
            except ResponseError as refused:
                if NO_LIBRARIES not in str(refused):
                    raise
                self._is_kept = False
        return self._script(keys=[key], args=said)

    def _fcall(self, key: str, *said: str) -> object:
        try:
            return self._redis.fcall(self.name, 1, key, *said)
        except ResponseError as refused:
            if NOT_LOADED not in str(refused):
                raise
        self.load()
        return self._redis.fcall(self.name, 1, key, *said)

    def load(self) -> None:
        """The server keeps it from now on, until it is started anew."""
        last = f"redis.register_function('{self.name}', run)"
        try:
            self._redis.function_load(f"#!lua name={self.name}\n{self._text}\n{last}")
        except ResponseError as refused:
            if LOADED_MEANWHILE not in str(refused):
                raise
