"""Which words stand on the wallboard, in Spanish?"""

__all__ = ["ES_BOARD"]

ES_BOARD = {
    "figure_oldest": "espera más larga",
    "figure_in_time": "atendidas en {n} s hoy",
    "figure_due": "llamadas prometidas pendientes",
    "overdue_one": "{n} con retraso",
    "overdue_other": "{n} con retraso",
    "too_long_one": "{n} espera demasiado",
    "too_long_other": "{n} esperan demasiado",
    "alarmed_one": "{n} aviso.",
    "alarmed_other": "{n} avisos.",
    "alarms": "Por atender",
    "alarm": "Aviso",
    "alarms_more_one": "Y {n} más.",
    "alarms_more_other": "Y {n} más.",
    "alarms_see": "Ya los he atendido",
    "notice_alarms_seen": "Los avisos quedan atendidos.",
    "board_sound_says": (
        "Un tono suave, en este navegador, cuando alguien espera más de un minuto o en peligro."
    ),
    "alarm_away": "dejó sonar dos llamadas y está fuera de turno",
    "alarm_last_on_duty": "no debería recibir llamadas y las recibe: no hay nadie más de turno",
    "alarm_danger_waits": "una persona en peligro no habla con nadie",
    "alarm_other_help": "alguien espera tanto que se le ofreció otra ayuda",
    "alarm_long_wait": "alguien espera muchísimo",
    "alarm_benched": "no se le puede llamar y está fuera de turno",
    "alarm_callback_overdue": "una llamada prometida lleva retraso",
    "alarm_our_account": "la cuenta en la compañía telefónica no llama a nadie",
    "alarm_kept_too_long": "algo se guarda más tiempo del permitido",
    "alarm_wants_help": "está en una llamada y pide a quien supervisa",
    "alarm_wants_to_talk": "quisiera hablar con alguien",
}
