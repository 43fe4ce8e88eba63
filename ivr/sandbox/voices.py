"""Which voice speaks, and in which language?"""

import re
from collections.abc import Iterator, Mapping

BASIC = {"man": "en-US", "woman": "en-US", "alice": "en-US"}
_LANGUAGES = """
    af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE
    el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US et-EE eu-ES
    fi-FI fil-PH fr-BE fr-CA fr-FR gl-ES gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN
    ko-KR lt-LT lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK
    sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-CN yue-HK zh-CN zh-HK zh-TW
"""
LANGUAGES = frozenset(_LANGUAGES.split())
_POLLY = """
ar-AE Hala Zayd | arb Zeina | ca-ES Arlet | cmn-CN Zhiyu | cs-CZ Jitka | cy-GB Gwyneth
da-DK Mads Naja Sofie | de-AT Hannah | de-DE Daniel Hans Marlene Vicki
en-AU Nicole Olivia Russell | en-GB Amy Arthur Brian Emma | en-GB-WLS Geraint
en-IE Niamh | en-IN Kajal Raveena | en-NZ Aria | en-ZA Ayanda
en-US Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen
es-ES Conchita Enrique Lucia Raul Sergio Alba | es-MX Andres Mia Mía | es-US Lupe Miguel Pedro
es-US Penelope | fi-FI Suvi | fr-BE Isabelle | fr-CA Chantal Gabrielle Liam
fr-FR Celine Lea Mathieu Remi Rémi | hi-IN Aditi | is-IS Dora Karl
it-IT Adriano Bianca Carla Giorgio | ja-JP Kazuha Mizuki Takumi Tomoko | ko-KR Seoyeon Jihye
nb-NO Ida Liv | nl-BE Lisa | nl-NL Laura Lotte Ruben | pl-PL Ewa Jacek Jan Maja Ola
pt-BR Camila Ricardo Thiago Vitoria | pt-PT Cristiano Ines | ro-RO Carmen | ru-RU Maxim Tatyana
sv-SE Astrid Elin | tr-TR Burcu Filiz | yue-CN Hiujin
"""
POLLY = {
    name: language
    for entry in re.split(r"[|\n]", _POLLY)
    if entry.strip()
    for language, *names in [entry.split()]
    for name in names
}
_POLLY_NAME = re.compile(r"Polly\.(?P<name>\w+?)(-Neural|-Generative)?")
_GOOGLE_NAME = re.compile(
    r"Google\.(?P<language>[a-z]{2,3}-[A-Za-z]{2})-(Standard|Wavenet|Neural2|Chirp3-HD)-\w+"
)
LONGEST_POLLY = 3000
LONGEST_BASIC = 4096


def language_of(voice: str, language: str) -> str:
    """The BCP 47 tag of what is heard: the stated language, else the voice's own, else en-US."""
    if language:
        return language
    if polly := _POLLY_NAME.fullmatch(voice):
        return POLLY.get(polly["name"], "en-US")
    if google := _GOOGLE_NAME.fullmatch(voice):
        return google["language"]
    return "en-US"


def is_known(voice: str) -> bool:
    """Whether Twilio has such a voice. Google's are known by their pattern only."""
    if polly := _POLLY_NAME.fullmatch(voice):
        return polly["name"] in POLLY
    return voice in BASIC or _GOOGLE_NAME.fullmatch(voice) is not None


def objections(attributes: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """What Twilio would note about a Say: error code, attribute, words."""
    voice, language = attributes.get("voice", ""), attributes.get("language", "")
    if voice and not is_known(voice):
        yield 13512, "voice", f"there is no voice {voice!r}"
    if language and language not in LANGUAGES:
        yield 13511, "language", f"nobody can say {language!r}"


def too_long(words: str, voice: str) -> bool:
    """Whether a voice refuses so many characters (error 13521)."""
    if voice.startswith("Google."):
        return len(words.encode()) > 5000
    return len(words) > (LONGEST_POLLY if voice.startswith("Polly.") else LONGEST_BASIC)


def seconds_to_say(words: str) -> float:
    """How long speaking takes: 2.5 words a second, never under half a second.

    Scripts without spaces count six characters as a word.
    """
    longest = max((len(word) for word in words.split()), default=0)
    count = len(words.split()) if longest <= 40 else len(words) / 6
    return max(0.5, count / 2.5)
