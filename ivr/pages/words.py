"""Which words stand on the page behind a link?"""

from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Information",
        "leave": "Leave this page",
        "leave_hint": "You can also press Shift three times.",
        "ready": "This page opens a list of useful places.",
        "continue": "Continue",
        "list": "Useful places",
        "health": "Health",
        "housing": "Housing",
        "money": "Money and food",
        "rights": "Advice and rights",
        "over": "This page is no longer open.",
        "over_hint": "Links like this work for three days.",
        "history": "Your browser may remember that you were here. You can clear its history.",
    },
    "es": {
        "title": "Información",
        "leave": "Salir de esta página",
        "leave_hint": "También puede oprimir la tecla Mayús tres veces.",
        "ready": "Esta página abre una lista de lugares útiles.",
        "continue": "Continuar",
        "list": "Lugares útiles",
        "health": "Salud",
        "housing": "Vivienda",
        "money": "Dinero y comida",
        "rights": "Consejos y derechos",
        "over": "Esta página ya no está abierta.",
        "over_hint": "Los enlaces como este sirven por tres días.",
        "history": "Su navegador puede recordar que estuvo aquí. Puede borrar el historial.",
    },
    "ar": {
        "title": "معلومات",
        "leave": "مغادرة هذه الصفحة",
        "leave_hint": "يمكنك أيضاً الضغط على مفتاح Shift ثلاث مرات.",
        "ready": "تفتح هذه الصفحة قائمة بأماكن مفيدة.",
        "continue": "متابعة",
        "list": "أماكن مفيدة",
        "health": "الصحة",
        "housing": "السكن",
        "money": "المال والطعام",
        "rights": "النصيحة والحقوق",
        "over": "لم تعد هذه الصفحة متاحة.",
        "over_hint": "تعمل هذه الروابط لمدة ثلاثة أيام.",
        "history": "قد يتذكر متصفحك أنك كنت هنا. يمكنك مسح سجله.",
    },
}
"""Language → what the page says. Nothing in it says who sent the link, or why."""
