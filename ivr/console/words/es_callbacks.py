"""What do the pages of promised calls, messages and texts say in Spanish?"""

__all__ = ["ES_CALLBACKS"]

ES_CALLBACKS = {
    "nav_callbacks": "Promesas",
    "promised_calls": "Llamadas prometidas",
    "callbacks_caption": "Llamadas prometidas, primero las atrasadas",
    "late_one": "{n} llamada prometida ya debía haberse hecho.",
    "late_other": "{n} llamadas prometidas ya debían haberse hecho.",
    "until_when": "Hasta",
    "when_promised": "Prometida para",
    "tries": "Intentos",
    "see_to_it": "Ocuparse",
    "overdue": "Atrasada",
    "no_promises": (
        "No hay llamadas prometidas. Cuando alguien pide que le llamen a una hora segura,"
        " aparece aquí hasta que se cumpla."
    ),
    "promise_promised": "espera su hora",
    "promise_due": "espera a alguien que atienda",
    "promise_ringing": "se está llamando",
    "promise_answered": "se le pide una tecla",
    "promise_kept": "Cumplida",
    "promise_declined": "Ya no se quiere",
    "promise_expired": "Abandonada",
    "promise_handed_over": "Entregada",
    "why_by_staff": "por alguien de aquí",
    "why_talked": "hablaron",
    "why_machine": "contestó una máquina",
    "why_fax": "contestó un fax",
    "why_unheard": "no se oyó a nadie",
    "why_tried_enough": "ya se intentó bastante",
    "why_no_time": "no quedaba hora segura",
    "why_opted_out": "dijo STOP",
    "why_no_consent": "no hay un sí para esto",
    "why_consent_withdrawn": "retiró su sí",
    "why_outside_window": "no era hora segura",
    "why_too_soon": "muy pronto después del último",
    "why_budget_spent": "ya hubo bastantes mensajes en un día",
    "ended_lately_one": "{n} terminó en el último día",
    "ended_lately_other": "{n} terminaron en el último día",
    "undo": "Deshacer",
    "one_promise": "Llamada prometida",
    "one_promise_says": (
        "Se llama sola a su hora, cuando alguien está libre. Termínela aquí solo si se"
        " resolvió de otro modo. Durante diez minutos puede deshacerlo."
    ),
    "what_became": "Qué pasó con ella",
    "end_kept": "Cumplida",
    "end_kept_says": "Alguien de aquí habló con la persona de otro modo.",
    "end_handed_over": "Entregada",
    "end_handed_over_says": "Otra persona se ocupa de ella.",
    "end_declined": "Ya no se quiere",
    "end_declined_says": "Lo dijo de otro modo.",
    "end_expired": "Abandonada",
    "end_expired_says": "Ya no se puede cumplir.",
    "end_it": "Terminar la promesa",
    "choose_end": "Elija qué pasó con ella.",
    "notice_promise_ended": "La promesa terminó. Durante diez minutos puede deshacerlo a su lado.",
    "notice_promise_back": "La promesa vale otra vez.",
    "notice_promise_over": "Esa promesa ya había terminado, o es tarde para deshacerlo.",
    "messages_left": "Mensajes de voz",
    "no_messages": (
        "No espera ningún mensaje. Solo se puede dejar uno donde el perfil de confidencialidad"
        " lo permite."
    ),
    "message_new": "Nuevo",
    "message_heard": "Escuchado",
    "message_done": "Hecho",
    "message_coming": "En camino",
    "message_nothing": "No se dijo nada",
    "message_lost": "Perdido",
    "message_erased": "Borrado",
    "seconds_long_one": "{n} segundo",
    "seconds_long_other": "{n} segundos",
    "hear_it": "Escuchar",
    "one_message": "Mensaje",
    "length": "Duración",
    "kept_until": "Se guarda hasta",
    "hear_says": (
        "El registro anota que usted escuchó, antes de que se oiga nada. Cuide que nadie más"
        " lo oiga. Nunca se guarda en esta computadora."
    ),
    "heard_noted": (
        "El registro anotó que usted escuchó. El mensaje suena aquí y desaparece al salir."
    ),
    "done": "Está hecho",
    "done_says": (
        "Cuando haya hecho lo que pide, ya no se le recuerda a nadie. Se guarda hasta que"
        " pasen sus días, como se dijo a quien llamó."
    ),
    "erase": "Borrarlo ahora",
    "erase_says": "Después nadie lo puede escuchar, y no se puede recuperar.",
    "sure": "Borrarlo para siempre",
    "sure_first": "Marque que está seguro o segura.",
    "notice_message_done": "El mensaje está hecho.",
    "notice_message_erased": "El mensaje está borrado.",
    "notice_message_gone": "No hay nada que escuchar: aún no llegó, o ya no está.",
    "texts": "Mensajes de texto",
    "texts_says": (
        "Los que no llegaron en una semana, y los que esperan. Un mensaje cuya respuesta se"
        " perdió nunca se envía dos veces."
    ),
    "no_texts": "No espera ningún mensaje, y ninguno falló en una semana.",
    "series": "Series de mensajes",
    "no_series": (
        "No sigue ninguna serie. Quien atiende planea una para quien la pide: helpline series"
        " add --help"
    ),
    "every_days_one": "cada día",
    "every_days_other": "cada {n} días",
    "sent_zero": "ninguno enviado",
    "sent_one": "{n} enviado",
    "sent_other": "{n} enviados",
    "next": "próximo",
    "asked_again": "espera su sí",
    "stop_series": "Detener los mensajes",
    "stop_series_says": (
        "No se envía nada más, y el número se olvida en un día. No se puede deshacer: se le"
        " puede preguntar de nuevo."
    ),
    "notice_series_stopped": "Los mensajes están detenidos.",
}
