"""Which words, in each language we know, may a helpline not say, or must it say somewhere?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Words = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns of one language."""

    telling: Words
    """What a text may not contain: whoever holds the phone would learn what the call was."""
    promising: Words
    """What promises confidentiality."""
    hurting: Words
    """What blames, rushes or alarms."""
    prying: Words
    """What asks for a name, an address or what happened."""
    denied: Words
    """What turns prying into its opposite."""
    jargon: Words
    typed: Words
    """A key written into words that are generated."""
    safe: Words
    recorded: Words
    other_ways: Words
    """How else than by hearing and speaking we can be reached."""
    hours: Words
    """A time at which we are open."""


def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, None for one whose words we do not know."""
    return LEXICONS.get(language.split("-")[0])


def _any(*words: str) -> Words:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


ENGLISH: Final = Lexicon(
    telling=_any(
        "police", "polices?", "officers?", "crimes?", "criminal", "victims?", "abuse[drs]?",
        "abusive", "violen(?:t|ce)", "assault(?:ed|s)?", "rape[d]?", "sexual", "domestic",
        "helplines?", "hotlines?", "advocates?", "advocacy", "support line", "shelters?",
        "traffick\\w*", "stalk\\w*", "court", "detectives?", "report", "survivors?",
        "reply (?:with|to)", "this is \\w+ (?:line|center|centre|services?)",
    ),
    promising=_any(
        "confidential(?:ly|ity)?", "anonymous(?:ly)?", "anonymity", "private", "privacy", "secret",
        "nobody will (?:ever )?know", "no one will (?:ever )?know", "off the record", "between us",
        "will not (?:be shared|tell anyone)", "(?:never|not) share",
    ),
    hurting=_any(
        "must", "failed", "failure", "invalid", "error", "wrong", "victims?", "hurry", "quickly",
        "be quick", "immediately", "right away", "you should have", "why did(?:n't| not)? you",
        "your fault", "allegations?", "alleged", "valued", "your call is important", "warning",
        "incident", "suspects?", "perpetrators?", "dangerous",
    ),
    prying=_any(
        "what happened", "(?:say|give|tell us|tell me|type|spell) your (?:full )?name",
        "your address",
        "date of birth", "birth ?date", "describe", "tell (?:us|me) about (?:it|the)",
        "social security", "who did (?:it|this)", "where you (?:live|are)",
    ),
    denied=_any("not", "never", "no", "without", "\\w+n't", "nobody", "before", "if"),
    jargon=_any(
        "advocacy", "disclos\\w+", "perpetrators?", "respondents?", "petitioners?", "intake",
        "case management", "multi-disciplinary", "restitution", "statutory", "eligib\\w+",
        "jurisdictions?", "arraign\\w+", "prosecut\\w+", "pursuant", "utili[sz]e", "triage",
        "referrals?", "demographics?", "trauma-informed", "resources?",
    ),
    typed=_any("press (?:\\d|the|one|two|three|star|pound|hash)", "dial \\d", "key \\d"),
    safe=_any("safe(?:ly|ty)?", "unsafe"),
    recorded=_any("record(?:ed|ing|s)?"),
    other_ways=_any("text us", "by text", "relay", "711", "tty", "chat", "text this number",
                    "send (?:us )?a text"),
    hours=_any(
        "day and night", "24 hours", "\\w+day", "weekdays?", "every day",
        "\\d{1,2} ?(?:a\\.?m\\.?|p\\.?m\\.?)", "o'clock", "in the (?:morning|evening|afternoon)",
        "noon", "midnight",
    ),
)  # fmt: skip

SPANISH: Final = Lexicon(
    telling=_any(
        "polic[ií]as?", "policial(?:es)?", "oficial(?:es)?", "delitos?", "cr[ií]men(?:es)?",
        "v[ií]ctimas?", "abus\\w+", "violen\\w+", "violaci[oó]n(?:es)?", "maltrat\\w+",
        "agresi[oó]n(?:es)?", "sexual(?:es)?", "dom[eé]stic\\w+", "l[ií]nea de ayuda", "refugios?",
        "trata", "acos\\w+", "denuncias?", "tribunal(?:es)?", "corte", "defensor\\w*",
        "sobrevivientes?", "responda (?:con|a)", "apoyo",
    ),
    promising=_any(
        "confidencial\\w*", "an[oó]nim\\w+", "privad\\w+", "privacidad", "secret\\w+",
        "nadie (?:lo )?(?:va a saber|sabrá|se enterará)", "entre nosotros", "no se comparte\\w*",
    ),
    hurting=_any(
        "deb(?:e|en|er[ií]a)", "inválid[oa]s?", "error(?:es)?", "equivocad[oa]s?",
        "v[ií]ctimas?", "rápido", "apúrese", "de inmediato", "inmediatamente", "su culpa",
        "por qué no", "su llamada es importante", "advertencia", "incidente", "agresor(?:es|a)?",
        "sospechos[oa]s?", "supuest[oa]s?",
    ),
    prying=_any(
        "(?:qué|lo que) (?:le )?(?:pasó|ocurrió|sucedió)", "(?:diga|dé|marque|deletree) su nombre",
        "su dirección", "fecha de nacimiento", "describa", "cuénte(?:nos|me)", "seguro social",
        "quién (?:lo )?hizo", "dónde (?:vive|está)",
    ),
    denied=_any("no", "nunca", "sin", "nadie", "antes", "si"),
    jargon=_any(
        "agresor(?:es|a)?", "demandad[oa]s?", "demandantes?", "restitución", "elegib\\w+",
        "jurisdicción(?:es)?", "enjuici\\w+", "derivaci[oó]n(?:es)?", "recursos?", "triaje",
        "admisión", "divulg\\w+", "canaliz\\w+",
    ),
    typed=_any(
        "(?:oprima|presione|marque|pulse) (?:el |la )?(?:\\d|uno|dos|tres|asterisco|numeral)"
    ),
    safe=_any("segur[oa]s?", "seguridad"),
    recorded=_any("grab\\w+"),
    other_ways=_any("por texto", "mensajes? de texto", "relevo", "retransmisión", "711", "tty",
                    "chat"),
    hours=_any(
        "de día y de noche", "las 24 horas", "lunes", "martes", "miércoles", "jueves", "viernes",
        "sábados?", "domingos?", "todos los días", "a las \\w+", "de la (?:mañana|tarde|noche)",
        "mediodía",
    ),
)  # fmt: skip

LEXICONS: Final[Mapping[str, Lexicon]] = {"en": ENGLISH, "es": SPANISH}
