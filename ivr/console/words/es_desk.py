"""What does the desk of a responder say in Spanish?"""

__all__ = ["ES_DESK"]

ES_DESK = {
    "nav_desk": "Puesto",
    "desk_of": "De quién es el puesto que abre",
    "desk_of_hint": "La cuenta de quien atiende abre su puesto: turno, ofertas, llamadas.",
    "desk_of_name": "De quien atiende y se llama exactamente así, si existe",
    "desk_of_nobody": "De nadie",
    "problem_responder": "Nadie que atienda se llama así ya: elija a otra persona.",
    "notice_linked": "Está anotado de quién es el puesto que abre.",
    "no_desk": "Esta cuenta todavía no abre ningún puesto",
    "no_desk_says": (
        "Un puesto es de quien atiende, y su teléfono suena. Pida a quien lleva las cuentas que"
        " diga en la página Cuentas quién es usted; o, en una terminal:"
    ),
    "title_offer": "● Llega una llamada:",
    "desk_is_off": "Fuera de turno",
    "desk_is_free": "De turno, libre",
    "desk_is_paused": "En pausa",
    "desk_is_offered": "Llega una llamada",
    "desk_is_talking": "En una llamada",
    "desk_is_wrapping_up": "De turno, todavía sin llamadas",
    "benched_missed": (
        "Dos llamadas seguidas sonaron sin respuesta, y por eso quedó fuera de turno. Vuelva a"
        " entrar cuando pueda oír su teléfono."
    ),
    "benched_phone": (
        "No se pudo llamar a su teléfono, y por eso quedó fuera de turno. ¿Está encendido y el"
        " número es correcto? Entonces vuelva a entrar."
    ),
    "off_says": "Su teléfono no suena.",
    "free_says": "Su teléfono suena cuando hay una llamada para usted; también se ve aquí.",
    "rings_again_at": "Su teléfono puede sonar de nuevo desde las",
    "come_on": "Entrar de turno",
    "come_back": "Ya estoy de vuelta",
    "go_off": "Salir de turno",
    "take_a_pause": "Tomar una pausa",
    "how_long": "Cuánto tiempo",
    "what_for": "Para qué",
    "no_reason": "Prefiero no decirlo",
    "pause": "Pausar",
    "minutes_one": "{n} minuto",
    "minutes_other": "{n} minutos",
    "because_break": "Un descanso",
    "because_meal": "Una comida",
    "because_rest": "Reposo tras una llamada difícil",
    "because_desk_work": "Trabajo de escritorio",
    "because_meeting": "Una reunión",
    "because_training": "Una formación",
    "notice_desk_on": "Está de turno. Gracias.",
    "notice_desk_off": "Está fuera de turno. La llamada en curso sigue.",
    "notice_desk_paused": "Está en pausa. Mientras tanto su teléfono no suena.",
    "notice_desk_taken": "Es suya. Conteste su teléfono y oprima el 1.",
    "notice_desk_passed": "Pasada. Se pregunta a otra persona.",
    "notice_desk_too_late": "Eso ya terminó: otra persona la tiene, o quien llamaba colgó.",
    "no_topic": "Sin tema elegido",
    "unable_to_speak": "Quizá no puede hablar",
    "promised_call": "Llamada prometida",
    "offer_responder": "Una llamada para usted",
    "offer_interpreter": "Le necesitan para interpretar",
    "offer_mentor": "Ofrecen una llamada a quien usted acompaña",
    "waits_since": "Espera desde hace",
    "phone_rings": "Suena su teléfono. Allí el 1 toma la llamada y el 2 la pasa.",
    "phone_will_ring": "Su teléfono suena en un momento.",
    "yours_pick_up": "Es suya. Conteste su teléfono y oprima el 1: solo entonces se comunica.",
    "yours_answer": "Es suya. Oprima ahora el 1 en su teléfono.",
    "take_responder": "La tomo",
    "take_interpreter": "Interpreto",
    "take_mentor": "Escucho",
    "pass_on": "Pasar",
    "pass_after_all": "Mejor pasarla",
    "you_talk": "Está hablando",
    "you_are_joined": "Se le está comunicando",
    "joins_interpreter": "Usted interpreta.",
    "joins_mentor": "Usted escucha a quien acompaña. Oprima * y luego 1 para que le oigan.",
    "had_waited": "Esperó",
    "ask_interpreter": "Pedir intérprete",
    "no_interpreter": "Ya no hace falta intérprete",
    "interpreter_asked": "Se busca intérprete. Todavía nadie está libre.",
    "interpreter_rings": "Suena el teléfono de un intérprete.",
    "interpreter_here": "Hay un intérprete en la llamada.",
    "notice_desk_interpreter": "Se busca intérprete, y entra cuando conteste.",
    "notice_desk_no_interpreter": "Ya no se busca a nadie.",
    "ask_help": "Pedir a quien dirige el turno",
    "notice_desk_help": "Se está avisando a quien dirige el turno.",
    "give_back": "Devolver la llamada",
    "give_back_says": (
        "Quien llama oye que se perdió la conexión, y puede decir que ya había terminado. Si no,"
        " espera en el primer lugar. Dígaselo antes, si puede."
    ),
    "notice_desk_handed_back": "La llamada sigue con otra persona. Tómese su tiempo.",
    "ends_how": (
        "Deje que cuelgue primero quien llama. Si cuelga usted, se le pregunta si había terminado."
    ),
    "can_be_said": "Lo que puede decir",
    "say_opening": (
        "Hola, le atiende una persona. No tiene que decir su nombre. ¿Puede hablar ahora?"
    ),
    "say_silent": (
        "No tiene que hablar. Dé un golpe al teléfono para sí, dos para no. Sigo en la línea."
    ),
    "say_danger": "¿Está a salvo en este momento? ¿Puede llegar a una puerta o a otras personas?",
    "say_text": (
        "Puedo enviarle un mensaje con una lista de lugares que ayudan. No dice de qué se trata."
        " ¿Alguien más lee su teléfono? ¿Lo quiere?"
    ),
    "say_call": (
        "Podemos llamarle. ¿Cuándo es seguro? ¿Podemos dejar un mensaje si nadie contesta? ¿Quiere"
        " cuatro teclas que pidamos antes de decir nada?"
    ),
    "say_ending": (
        "¿Necesita algo antes de colgar? Puede llamar otra vez cuando quiera, y no tiene que"
        " contarlo todo de nuevo."
    ),
    "send_text": "Enviar la lista por mensaje",
    "promise_call": "Prometer una llamada",
    "see_services": "Lugares que ayudan",
    "back_to_desk": "Volver al puesto",
    "is_it_safe": "¿Se puede enviar un mensaje a este teléfono?",
    "may_be_sent": "Sí",
    "safe_says": (
        "Nada de lo que sabemos lo impide. Solo esa persona sabe quién más lo lee: pregunte."
    ),
    "waits_first": "Más tarde",
    "not_this_phone": "A este teléfono no",
    "which_words": "Lo que dice",
    "which_words_hint": (
        "En el idioma de quien llama, si lo tenemos. El enlace lleva a la misma lista para todo el"
        " mundo, y sirve tres días."
    ),
    "no_templates": (
        "No hay mensaje publicado en este idioma. Prometa una llamada o lea lugares en voz alta."
    ),
    "when_sent": "Cuándo llega",
    "send_afterwards": "Cuando termine esta llamada",
    "send_now": "Ahora, mientras hablamos",
    "another_number": "Otro teléfono, si lo dice",
    "another_number_hint": (
        "Déjelo vacío para el teléfono desde el que llama, que nadie ve. Repita las últimas tres"
        " cifras."
    ),
    "ask_this": "Pregunte primero",
    "they_said_yes": "Pregunté, y dijo que sí",
    "tick_asked": "Pregunte primero, y marque que dijo que sí.",
    "promise_text": "Prometer el mensaje",
    "promise_call_says": (
        "Primero hay alguien en la línea; luego suena su teléfono, desde un número que no nombra a"
        " nadie. Hasta tres intentos, en siete días."
    ),
    "safe_time": "Cuándo es seguro",
    "safe_time_hint": "En su propio reloj.",
    "voicemail_agreed": "Podemos dejar un mensaje neutral en un contestador",
    "code_word": "Cuatro teclas, si las quiere",
    "code_word_hint": "Cuatro cifras que pedimos antes de decir nada.",
    "promise_this_call": "Prometer esta llamada",
    "no_windows": "Los flujos en vivo no ofrecen llamadas ahora.",
    "notice_desk_text_promised": "Prometido. Léaselo.",
    "notice_desk_call_promised": "Prometida. Léaselo.",
    "read_this": "Lea:",
    "read_text": "Llega un mensaje en {language} {when}, {phone}.",
    "read_call": "Le llaman en {language} {when}, {phone}.",
    "read_voicemail": "Un contestador oye una frase neutral.",
    "read_no_voicemail": "Si contesta una máquina, no decimos nada.",
    "read_code": "Primero pedimos sus cuatro teclas.",
    "to_this": "al teléfono desde el que llama",
    "to_another": "al teléfono que termina en {digits}",
    "when_now": "ahora",
    "when_afterwards": "cuando termine esta llamada",
    "between": "entre {spans} ({zone})",
    "take_promise_back": "Retirar",
    "taken_back": "Retirado",
    "notice_desk_taken_back": "Retirado. No llega nada.",
    "unsafe_opted_out": "Este teléfono envió ALTO: nadie lo contacta, para nada.",
    "unsafe_number_hidden": "El número está oculto. Puede decir otro, si quiere.",
    "unsafe_number_forgotten": "Ya no guardamos el número. Puede decir uno.",
    "unsafe_number_emergency": "Es el número de un servicio de emergencia.",
    "unsafe_number_premium": "Llamar o escribir a este número le cuesta más a alguien.",
    "unsafe_number_impossible": "Ningún teléfono tiene este número: revise las cifras.",
    "unsafe_number_abroad": "No hacemos promesas a teléfonos de este país.",
    "unsafe_number_ours": "Este número lleva a nosotros mismos.",
    "unsafe_number_missing": "Escriba el número.",
    "unsafe_enough_today": "Este teléfono ya recibió tres mensajes hoy. Mejor otro día.",
    "unsafe_outside_window": "Llega en el próximo momento seguro.",
    "unsafe_too_soon": "Este teléfono recibió un mensaje hace poco. El próximo espera una hora.",
    "unsafe_budget_spent": "Los mensajes de hoy se acabaron. Espera a que haya otros.",
    "unsafe_no_time": "Elija un momento.",
    "unsafe_no_words": "Elija las palabras.",
    "unsafe_code_word": "La clave son cuatro cifras.",
    "unsafe_other": "No se puede prometer ahora. Avise a quien dirige el turno.",
    "services_says": (
        "Para leer en voz alta. Cada línea está en el idioma de quien llama, si la hay."
    ),
    "only_speaking": "Solo donde se habla {language}",
    "may_be_old": "Sin revisar desde hace medio año",
    "no_services": "No hay nada así en la lista.",
    "you_wrap_up": "Después de la llamada",
    "you_rest": "Reposo",
    "last_call": "Su última llamada",
    "what_came": "En qué quedó",
    "what_came_hint": "Solo se anota esto, nunca lo que alguien le contó.",
    "came_talked": "Hablamos, y era lo que hacía falta",
    "came_pointed_on": "Se indicó otro lugar",
    "came_call_promised": "Se prometió una llamada",
    "came_emergency": "Se llamó a emergencias",
    "came_cut_off": "Tuvo que dejarlo",
    "came_silent": "No se oía a nadie",
    "came_not_for_us": "No era para nosotros",
    "want_rest": "Necesito un reposo",
    "no_rest": "No, gracias",
    "want_talk": "Necesito hablar con alguien: avisar a quien dirige el turno",
    "write_and_ready": "Listo para la próxima llamada",
    "write_only": "Anotar, y conservar mi tiempo",
    "notice_desk_ready": "Gracias. Ya puede recibir otra llamada.",
    "notice_desk_rests": "Que descanse. Mientras tanto su teléfono no suena.",
    "notice_desk_written": "Está anotado.",
    "your_day": "Su día",
    "day_calls": "llamadas",
    "day_talked": "minutos hablados",
    "day_asked": "veces que se le preguntó",
    "day_others": "los demás de turno: {n}, en el medio",
    "day_not_taken": "pasadas + perdidas",
    "goes_on": "en curso",
    "no_calls_yet": "Hoy todavía no hay llamadas. Lo que hace se ve aquí; nadie le compara.",
    "sound_on": "Activar el sonido",
    "sound_off": "Desactivar el sonido",
    "sound_says": "Un tono suave cuando llega una llamada, en este navegador.",
}
