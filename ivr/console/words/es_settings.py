"""What do the pages of settings say in Spanish?"""

__all__ = ["ES_SETTINGS"]

ES_SETTINGS = {
    "nav_settings": "Ajustes",
    "whats_missing": "Qué falta",
    "nothing_missing": (
        "Aquí no falta nada. `helpline doctor` pregunta también a la compañía telefónica."
    ),
    "part_of_database": "Base de datos",
    "part_of_redis": "Redis",
    "part_of_flows": "Flujos",
    "part_of_lines": "Líneas",
    "part_of_people": "Quienes atienden",
    "part_of_retention": "Olvido",
    "missing_no_database": (
        "No se puede alcanzar. Quien cuida la máquina revisa HELPLINE_DATABASE_URL."
    ),
    "missing_old_tables": "Sus tablas son viejas: helpline db upgrade",
    "missing_no_redis": "No hay ninguno: defina HELPLINE_REDIS_URL.",
    "missing_redis_away": (
        "No contesta. Mientras tanto las llamadas pasan a los teléfonos de guardia."
    ),
    "missing_no_flows": "No hay ninguno publicado: helpline flows publish",
    "missing_no_sounds": "Faltan {n} grabaciones ({first}): publique su carpeta otra vez.",
    "missing_strays": (
        "{n} llamadas llegaron a un número que no es una línea, y oyeron la principal:"
        " helpline lines add --help"
    ),
    "missing_nobody": "No hay nadie: helpline people add --help",
    "missing_nobody_there": "Nadie está de turno.",
    "missing_kept_too_long": "Algo se guarda demasiado tiempo ({kinds}): ¿funciona el reloj?",
    "missing_unread": "No se pudo leer: arregle primero la base de datos.",
    "confidentiality": "Confidencialidad",
    "profile_system_based": "De la policía o los tribunales.",
    "profile_system_based_says": (
        "No puede prometer que lo dicho quede entre las dos personas, y siempre ofrece a"
        " alguien independiente."
    ),
    "profile_community_based": "De la comunidad.",
    "profile_community_based_says": (
        "Puede prometer confidencialidad con las frases exactas que se firmaron."
    ),
    "profile_mixed": "De ambas.",
    "profile_mixed_says": (
        "No promete más que una línea de la policía, y siempre ofrece a alguien independiente."
    ),
    "signed_off": "Firmado por",
    "not_signed_off": "Sin firmar",
    "not_signed_off_says": (
        "Alguien que responde por la línea tiene que firmar el perfil, con fecha."
    ),
    "recording_on": "Se puede dejar un mensaje, después de aceptarlo.",
    "recording_off": "No se graba nada de quienes llaman.",
    "may_promise": "Puede decir, palabra por palabra:",
    "limit_turns": "Respuestas en una llamada antes de buscar a una persona",
    "limit_texts": "Mensajes de texto en 24 horas para todo el mundo",
    "limit_countries": "Países a cuyos teléfonos se devuelve la llamada",
    "emergency_number": "Número de emergencia",
    "duty_phones": "Teléfonos de guardia",
    "change_promises": "Cambiar el perfil y los límites",
    "lines": "Líneas",
    "lines_caption": "Nuestros números y qué los contesta",
    "answers_calls": "Contesta llamadas con",
    "answers_texts": "Contesta mensajes con",
    "neutral_sentence": "una frase neutra",
    "line_open": "abierta",
    "line_closed": "cerrada",
    "lines_how": (
        "Una línea se agrega, cambia y cierra con helpline lines; los números están en la"
        " compañía telefónica."
    ),
    "recordings_only": "solo grabaciones",
    "hours": "Horarios",
    "closed": "cerrado",
    "no_hours": "No hay horarios con nombre: los flujos dicen cuándo contesta alguien.",
    "switch_on": "encendido",
    "switch_off": "apagado",
    "settings_how": (
        "Los idiomas, los horarios, las zonas y los motivos de llamada están en settings.yaml."
        " Cambian como los flujos: en un borrador, con el acuerdo de otra persona."
    ),
    "no_settings": "Todavía no hay nada publicado, así que no hay ajustes: helpline flows publish",
    "days_monday": "Lunes",
    "days_tuesday": "Martes",
    "days_wednesday": "Miércoles",
    "days_thursday": "Jueves",
    "days_friday": "Viernes",
    "days_saturday": "Sábados",
    "days_sunday": "Domingos",
    "days_weekdays": "De lunes a viernes",
    "days_weekends": "Fines de semana",
    "days_every_day": "Cada día",
    "how_long_kept": "Cuánto tiempo se guarda cada cosa",
    "how_long_kept_says": (
        "Estos límites son parte del programa y no se pueden alargar. El reloj olvida cada"
        " hora; lo atrasado se avisa a supervisión."
    ),
    "kept_caption": "Qué se guarda, cuánto tiempo, y lo más viejo",
    "kept_for": "Se guarda",
    "oldest": "Lo más viejo",
    "too_long": "Demasiado",
    "none_kept": "nada",
    "kept_at_once": "nada después de su fin",
    "kept_hours_one": "{n} hora",
    "kept_hours_other": "{n} horas",
    "kept_days_one": "{n} día",
    "kept_days_other": "{n} días",
    "kept_months_one": "{n} mes",
    "kept_months_other": "{n} meses",
    "kept_numbers": "Números y palabras clave dados con un consentimiento",
    "kept_erasures": "Promesas de olvidar a una persona",
    "kept_typed": "Lo que alguien marcó",
    "kept_conversations": "En qué punto va una conversación por mensajes",
    "kept_neutral_replies": "Cuántas veces un teléfono recibió la frase neutra",
    "kept_askings": "Huellas con que se retira una llamada pedida en la web",
    "kept_conflicts": "De quién se separa un número",
    "kept_keys": "Huella y llave de una persona",
    "kept_calls_there": "Registro de una llamada en la compañía telefónica",
    "kept_legs_there": "Registro de un timbre en la compañía telefónica",
    "kept_texts_there": "Registro de un mensaje en la compañía telefónica",
    "kept_messages": "Lo que alguien dijo después del tono",
    "kept_remnants": "Nombres de registros que la compañía telefónica debe borrar",
    "kept_callers": "El número de quien espera a alguien o habla con alguien",
    "kept_swaps": "A quién se pidió tomar el turno de quién",
    "kept_screens": "Pantallas que mostraban el tablero",
    "kept_links": "La huella de un enlace en un mensaje",
    "kept_calls": "Horas y códigos de llamadas, timbres, mensajes y consentimientos",
    "kept_series": "Cuándo siguieron unos mensajes a otros",
    "kept_texts": "Horas y códigos de mensajes sin llamada",
    "kept_steps": "Elecciones sueltas de quienes llaman, en códigos",
    "kept_answers": "Las horas de respuestas a una encuesta",
    "kept_alerts": "Lo que la línea avisó de quienes atienden",
    "kept_plans": "Turnos y ausencias pasados",
    "kept_audit": "Quién del personal hizo qué",
    "kept_drafts": "Borradores en que nadie trabaja",
    "kept_sounds": "Grabaciones que nadie necesita",
    "kept_sign_ins": "Navegadores del personal",
    "kept_invitations": "Invitaciones que nadie aceptó",
    "kept_misses": "Entradas intentadas en vano, como huellas",
    "not_so": "Así no se puede publicar:",
    "change_promises_says": (
        "Lo que cambie va al borrador «settings». Nadie lo oye antes de que otra persona esté"
        " de acuerdo."
    ),
    "allow_recording": "Se puede grabar a quienes llaman, después de que acepten",
    "sign_off": "Firmo hoy el perfil, con mi nombre",
    "sign_off_says": "Firme solo si responde por lo que promete esta línea.",
    "countries_hint": "Dos letras cada uno, separadas por espacios: US CA PR",
    "into_draft": "Ponerlo en el borrador",
    "notice_drafted_settings": (
        "Está en el borrador «settings». Propóngalo allí, y otra persona lo aprueba: helpline"
        " flows propose draft:settings"
    ),
}
