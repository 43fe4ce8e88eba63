"""What does the API answer when it will not do something?"""

from typing import Any

MESSAGES = {
    13240: "The call to coach is not in the conference",
    20001: "A parameter is not valid: {}",
    20003: "Authenticate",
    20004: "Method not allowed",
    20009: "Cannot delete this resource because it is in progress",
    20404: "The requested resource {} was not found",
    20500: "An internal server error has occurred",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL: {}",
    21210: "The source phone number provided, {}, is not yet verified for your account",
    21211: "The 'To' number {} is not a valid phone number.",
    21212: "The 'From' number {} is not a valid phone number or sender ID.",
    21213: "'From' phone number is required",
    21218: "A parameter names an unknown resource: {}",
    21220: "Call is not in-progress. Cannot redirect.",
    21221: "This account does not hold the number {}",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number {} is not a message-capable number of this account.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    22001: "The friendly name is already in use or missing: {}",
    22003: "A queue holds between 1 and 5000 calls",
    32018: "Twiml may not be longer than 4000 characters",
}
STATUSES = {20003: 401, 20004: 405, 20009: 409, 20404: 404, 20500: 500, 21610: 400}


class Refused(Exception):
    """Raised when a request is not carried out. `code` is Twilio's number for the reason."""

    def __init__(self, code: int, *details: str) -> None:
        words = MESSAGES[code].format(*(details or ("",)))
        super().__init__(words)
        self.code, self.words = code, words

    @property
    def status(self) -> int:
        return STATUSES.get(self.code, 400)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
