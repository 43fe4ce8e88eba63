"""What do the pages say in Spanish?"""

__all__ = ["ES"]

ES = {
    "called": "Español",
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
    "more": "Más: {topic}",
    "narrow": "Elegir un idioma o una zona",
    "speaks": "Idioma que hablan allí",
    "area": "Zona",
    "any": "Cualquiera",
    "show": "Mostrar",
    "other_language": "Leer esta página en otro idioma",
    "nothing": "No hay nada en la lista para esta elección.",
    "history": (
        "Su navegador puede recordar que estuvo aquí, y su teléfono los números a los que llama."
        " Puede borrar las dos cosas."
    ),
    "call": "Llamar",
    "website": "Sitio web",
    "area_covered": "Zona",
    "hours": "Horario",
    "languages": "Idiomas",
    "access": "Acceso",
    "cost": "Costo",
    "eligibility": "Para quién",
    "checked": "Última revisión: {when}",
    "old": "Llame antes: puede haber cambiado.",
    "unchecked": "Sin revisión reciente. Llame antes.",
    "for_everyday": "Ayuda de todos los días",
    "for_shelter": "Un lugar seguro donde quedarse",
    "for_medical": "Médicos y enfermeras",
    "for_counseling": "Alguien con quien hablar",
    "for_children": "Niños y jóvenes",
    "for_older_people": "Personas mayores",
    "for_hate_crime": "Daño por ser quien es",
    "for_legal": "Consejo legal",
    "for_compensation": "Dinero después de un delito",
    "for_identity_theft": "Robo de identidad",
    "for_housing": "Renta y vivienda",
    "for_food": "Comida",
    "for_benefits": "Beneficios",
    "next": "Siguiente",
    "back": "Volver a la lista",
    "again": "¿Otro mensaje como este?",
    "again_says": "Si no hace nada aquí, no llega ninguno más.",
    "again_yes": "Sí, mandar otro",
    "again_done": "Gracias. Llegará otro.",
    "stop": "Cerrar este enlace y no recibir más mensajes",
    "stopping": "¿Cerrar este enlace?",
    "stopping_says": (
        "No se abrirá otra vez, en ningún teléfono. No se enviará nada más a este teléfono,"
        " salvo que alguien lo pida otra vez."
    ),
    "never": "Para no recibir nunca más mensajes de ese número, conteste el mensaje con ALTO.",
    "close": "Cerrarlo",
    "closed": "Este enlace está cerrado.",
    "closed_says": "No llegará nada más. Puede borrar el mensaje.",
    "erase": "Borrar lo que se guarda de este teléfono",
    "erasing": "¿Borrar lo que se guarda de este teléfono?",
    "erasing_says": (
        "Este enlace se cierra y no se envía nada más. El número de este teléfono, y lo que se"
        " pidió con él, se borran aquí ahora, y en la compañía telefónica en unos días."
    ),
    "erasing_keeps": (
        "Si este número contestó ALTO alguna vez, solo eso se guarda, para que no se le envíe nada."
    ),
    "erase_it": "Borrarlo",
    "erased": "Está borrado.",
    "erased_says": (
        "Puede borrar el mensaje, y la llamada en la lista de llamadas de este teléfono: desde aquí"
        " no se puede."
    ),
    "over": "Esta página no está abierta.",
    "over_says": "Los enlaces como este sirven por tres días.",
    "sorry": "Esta página no se puede mostrar ahora.",
    "sorry_says": "Intente de nuevo en unos minutos.",
}
