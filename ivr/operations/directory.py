"""Which general help can every caller be pointed to before a local directory is filled in?"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ivr.models import Resource

__all__ = ["GENERAL_LIST", "Listed", "complete"]


@dataclass(frozen=True)
class Listed:
    """One entry of the starting directory, in the words of each language."""

    id: str
    topic: str
    words: dict[str, dict[str, str]]
    sensitive: bool = False


def _entry(
    topic: str, name: str, en: tuple[str, str], es: tuple[str, str], ar: tuple[str, str]
) -> Listed:
    return Listed(
        id=f"{topic}_{name}",
        topic=topic,
        words={
            "en": {"name": en[0], "about": en[1]},
            "es": {"name": es[0], "about": es[1]},
            "ar": {"name": ar[0], "about": ar[1]},
        },
    )


# Kinds of places rather than invented ones: a helpline replaces them with its own, verified.
GENERAL_LIST = (
    _entry(
        "health",
        "emergency_room",
        ("Hospital emergency room", "Open day and night. You can go even if you cannot pay today."),
        (
            "Sala de emergencias del hospital",
            "Abierta día y noche. Puede ir aunque hoy no pueda pagar.",
        ),
        (
            "قسم الطوارئ في المستشفى",
            "مفتوح ليلاً ونهاراً. يمكنك الذهاب حتى لو لم تستطع الدفع اليوم.",
        ),
    ),
    _entry(
        "health",
        "clinic",
        (
            "Community health clinic",
            "Check-ups, tests and someone to talk to. Ask what it costs first.",
        ),
        (
            "Clínica comunitaria",
            "Chequeos, pruebas y alguien con quien hablar. Pregunte antes cuánto cuesta.",
        ),
        (
            "عيادة صحية مجتمعية",
            "فحوصات وتحاليل وشخص تتحدث إليه. اسأل أولاً عن التكلفة.",
        ),
    ),
    _entry(
        "housing",
        "dial_211",
        ("Dial 211", "A free call in most of the country. Ask about rooms, rent and moving."),
        (
            "Marque 211",
            "Llamada gratis en casi todo el país. Pregunte por vivienda, renta y mudanzas.",
        ),
        (
            "اتصل بالرقم 211",
            "مكالمة مجانية في معظم البلاد. اسأل عن السكن والإيجار والانتقال.",
        ),
    ),
    _entry(
        "money",
        "food",
        ("Food bank", "Food for this week. Most do not ask for papers."),
        ("Banco de alimentos", "Comida para esta semana. La mayoría no pide documentos."),
        (
            "بنك الطعام",
            "طعام لهذا الأسبوع. معظمها لا يطلب أوراقاً.",
        ),
    ),
    _entry(
        "money",
        "benefits",
        ("Benefits office", "Help with money, children's costs and bills."),
        ("Oficina de beneficios", "Ayuda con dinero, gastos de los hijos y cuentas."),
        (
            "مكتب المساعدات",
            "مساعدة في المال ومصاريف الأطفال والفواتير.",
        ),
    ),
    _entry(
        "rights",
        "legal_aid",
        ("Legal aid", "Free advice from a lawyer for people with little money."),
        ("Ayuda legal", "Consejo gratis de un abogado para personas con poco dinero."),
        (
            "المساعدة القانونية",
            "نصيحة مجانية من محامٍ لأصحاب الدخل المحدود.",
        ),
    ),
    _entry(
        "rights",
        "library",
        (
            "Public library",
            "Free computers and a quiet place. The staff can help you look things up.",
        ),
        (
            "Biblioteca pública",
            "Computadoras gratis y un lugar tranquilo. El personal puede ayudarle a buscar.",
        ),
        (
            "المكتبة العامة",
            "أجهزة كمبيوتر مجانية ومكان هادئ. يمكن للموظفين مساعدتك في البحث.",
        ),
    ),
)


def complete(session: Session, today: date) -> None:
    """Write down the entries that are missing; what was changed by hand stays as it is."""
    for listed in GENERAL_LIST:
        if session.get(Resource, listed.id) is None:
            session.add(
                Resource(
                    id=listed.id,
                    topic=listed.topic,
                    sensitive=listed.sensitive,
                    words=listed.words,
                    phone=None,
                    verified_on=today,
                )
            )
