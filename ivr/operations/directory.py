"""Which general help can every caller be pointed to before a local directory is filled in?"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from ivr.models import Purpose, Resource, Topic
from ivr.operations import resources
from ivr.operations.resources import NewResource, Words

__all__ = ["GENERAL_LIST", "complete"]

Said = tuple[str, str]
"""What it is called, and what it is for."""


def _entry(
    id_: str,
    purposes: tuple[Purpose, ...],
    en: Said,
    es: Said,
    ar: Said,
    *,
    phone: str | None = None,
) -> NewResource:
    return NewResource(
        id=id_,
        phone=phone,
        topic=Topic(id_.partition("_")[0]),
        purposes=purposes,
        sensitive=False,
        words={"en": Words(*en), "es": Words(*es), "ar": Words(*ar)},
    )


# Kinds of places rather than invented ones: a helpline replaces them with its own, verified.
GENERAL_LIST = (
    _entry(
        "health_emergency_room",
        (Purpose.MEDICAL,),
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
        "health_clinic",
        (Purpose.MEDICAL, Purpose.COUNSELING),
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
        "housing_dial_211",
        (Purpose.HOUSING,),
        ("Dial 211", "A free call in most of the country. Ask about rooms, rent and moving."),
        (
            "Marque 211",
            "Llamada gratis en casi todo el país. Pregunte por vivienda, renta y mudanzas.",
        ),
        (
            "اتصل بالرقم 211",
            "مكالمة مجانية في معظم البلاد. اسأل عن السكن والإيجار والانتقال.",
        ),
        phone="211",
    ),
    _entry(
        "money_food",
        (Purpose.FOOD,),
        ("Food bank", "Food for this week. Most do not ask for papers."),
        ("Banco de alimentos", "Comida para esta semana. La mayoría no pide documentos."),
        (
            "بنك الطعام",
            "طعام لهذا الأسبوع. معظمها لا يطلب أوراقاً.",
        ),
    ),
    _entry(
        "money_benefits",
        (Purpose.BENEFITS,),
        ("Benefits office", "Help with money, children's costs and bills."),
        ("Oficina de beneficios", "Ayuda con dinero, gastos de los hijos y cuentas."),
        (
            "مكتب المساعدات",
            "مساعدة في المال ومصاريف الأطفال والفواتير.",
        ),
    ),
    _entry(
        "rights_legal_aid",
        (Purpose.LEGAL,),
        ("Legal aid", "Free advice from a lawyer for people with little money."),
        ("Ayuda legal", "Consejo gratis de un abogado para personas con poco dinero."),
        (
            "المساعدة القانونية",
            "نصيحة مجانية من محامٍ لأصحاب الدخل المحدود.",
        ),
    ),
    _entry(
        "rights_library",
        (),
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
    for new in GENERAL_LIST:
        if session.get(Resource, new.id) is None:
            resources.write(session, replace(new, verified_on=today))
