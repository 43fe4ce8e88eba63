"""What does the page say in Spanish on which somebody asks for a call?"""

__all__ = ["ASK_ES"]

ASK_ES = {
    "ask": "Una llamada a la hora que le convenga",
    "ask_says": (
        "Alguien llama al número que escriba, dentro de siete días, a la hora del día que elija."
        " Quien conteste no oye nada sobre usted hasta que oprima una tecla."
    ),
    "ask_untexted": "No se envía ningún mensaje de texto.",
    "ask_texted": "No se envía ningún mensaje de texto, a menos que lo pida aquí.",
    "ask_now": "Si algo está pasando en este momento, llame al {number}.",
    "ask_number": "Número de teléfono",
    "ask_number_hint": "Uno que solo usted conteste, si lo hay.",
    "ask_language": "Idioma de la llamada",
    "ask_topic": "De qué se trata",
    "ask_any": "Prefiero no decirlo aquí",
    "ask_time": "¿Cuándo conviene llamar?",
    "ask_zone": "Según el reloj de",
    "ask_message": "Si nadie contesta, dejar un mensaje corto. No dice quién llamó.",
    "ask_code": "Una clave de cuatro cifras, si quiere",
    "ask_code_hint": "La pedimos antes de decir nada, para saber que es usted.",
    "ask_remind": (
        "Enviar un mensaje de texto media hora antes de la llamada. No dice quién lo envió."
    ),
    "ask_look": "Revisarlo",
    "ask_right": "¿Está bien así?",
    "ask_yes": "Sí, si nadie contesta",
    "ask_no": "No, ninguno",
    "ask_leave_message": "Un mensaje corto",
    "ask_remind_short": "Un mensaje de texto antes de la llamada",
    "ask_remind_yes": "Sí, media hora antes",
    "ask_remind_no": "No, ninguno",
    "ask_kept_code": "Clave",
    "ask_sure": "Sí, llámenme",
    "ask_change": "Cambiar algo",
    "ask_done": "Gracias. Vamos a llamar.",
    "ask_reference": "Su referencia",
    "ask_reference_says": (
        "Solo se muestra ahora. Con ella y con el número puede retirar lo que pidió, en la misma"
        " página. Puede recordarla: no hace falta anotarla."
    ),
    "ask_exceptions": (
        "A algunos teléfonos no se llama: a los que nos contestaron ALTO, y a aquellos para los que"
        " se pidieron muchas llamadas. Si nadie ha llamado en siete días, llámenos por favor."
    ),
    "ask_full": "Ahora no podemos prometer otra llamada.",
    "ask_full_says": (
        "Hoy muchas personas han pedido una. Llámenos por teléfono, o vuelva en una hora. No se"
        " guardó nada de lo que escribió."
    ),
    "take_back": "Retirar una llamada",
    "take_back_it": "Retirarla",
    "taken_back": "Está retirada.",
    "taken_back_says": (
        "Si se pidió una llamada con este número y esta referencia, ya nadie va a llamar."
    ),
    "ask_again": "Por favor, mire esto otra vez",
    "number_missing": "Escriba un número de teléfono.",
    "number_impossible": "Ningún teléfono tiene este número. Mire sus cifras.",
    "number_emergency": (
        "No podemos llamar a un número de emergencia. Si algo está pasando en este momento, llame"
        " usted."
    ),
    "number_premium": "Llamar a este número cuesta más. Escriba otro.",
    "number_abroad": (
        "No podemos llamar a teléfonos de ese país. Escriba otro número, o llámenos."
    ),
    "time_missing": "Elija una hora.",
    "code_odd": "Una clave tiene cuatro cifras, o se deja vacía.",
    "reference_missing": "Escriba la referencia que se le mostró.",
    "form_late": "Esta página estuvo abierta mucho tiempo. Por favor, revísela una vez más.",
    "form_early": "Un momento. Por favor, oprima otra vez.",
}
