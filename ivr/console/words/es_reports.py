"""What do the reports say in Spanish?"""

__all__ = ["ES_REPORTS"]

ES_REPORTS = {
    "nav_reports": "Informes",
    "in_time_is": "A tiempo es",
    "within": "en {n} segundos o menos",
    "show_report": "Mostrar",
    "report_says": (
        "Los números van de cinco en cinco, y de 1 a 4 se dice <5, para que dos informes no digan"
        " qué hizo una sola persona."
    ),
    "report_empty": "Nadie llegó a la espera en estos días. Pida otros días.",
    "problem_not_a_day": "Un día se escribe como 2027-03-05.",
    "problem_not_over": "Un informe trata de días que ya pasaron: termina ayer a más tardar.",
    "problem_order": "El primer día es posterior al último. Pídalos al revés.",
    "problem_too_long": "Son más de {n} días. Pida menos.",
    "report_all": "Todo",
    "report_name": "De",
    "breakdown": "Cifras",
    "figure_came": "llegaron a la espera",
    "figure_service_level": "atendidas a tiempo",
    "answered_within": "atendidas en {n} s",
    "figure_abandoned": "se fueron durante la espera",
    "figure_average": "espera media hasta ser atendidas",
    "figure_median": "la mitad esperó como mucho",
    "figure_slowest_tenth": "nueve de diez esperaron como mucho",
    "figure_handling": "atender una llamada",
    "figure_occupancy": "Ocupación",
    "occupancy_unknown": (
        "no se sabe: menos de dos personas dijeron cuándo entraron y salieron de turno"
    ),
    "by_outcomes": "Qué pasó con ellas",
    "became_answered": "Atendidas",
    "became_abandoned": "Se fueron durante la espera",
    "became_short": "Se fueron en menos de {n} segundos",
    "became_duty_phones": "Pasaron a los teléfonos de guardia",
    "became_elsewhere": "Eligieron otra llamada, un mensaje u otro servicio",
    "by_hours": "Por hora del día",
    "by_languages": "Por idioma",
    "by_specialties": "Por motivo de la llamada",
    "name_hours": "Hora",
    "name_languages": "Idioma",
    "name_specialties": "Para qué",
    "too_few": "Llegaron muy pocas para decirlo sin decir qué hizo una de ellas.",
    "plot_hours": "Llamadas por hora del día",
    "plot_hours_says": (
        "La columna más alta es {n}. Una punteada es un número demasiado pequeño para decirlo."
    ),
    "take_report": "Llevarse este informe",
    "take_report_says": (
        "Recibe un archivo para una hoja de cálculo con las mismas cifras. El registro anota que"
        " se lo llevó."
    ),
    "take_file": "Recibir el archivo",
    "what_it_means": "Qué significa cada cifra",
    "means_came": "Llegaron a la espera",
    "means_came_says": (
        "Llamadas de quienes pidieron una persona, y que ya terminaron. No están quienes se fueron"
        " en los menús, ni las llamadas que hicimos nosotros."
    ),
    "means_service_level": "Atendidas a tiempo",
    "means_service_level_says": (
        "De las que llegaron, cuántas fueron atendidas en esos segundos. Quien se fue en menos de"
        " {n} segundos no cuenta. Las líneas de emergencia buscan 90 % en 15 segundos"
        " (NENA-STA-020.1-2020), muchas otras 80 % en 20."
    ),
    "means_abandoned": "Se fueron durante la espera",
    "means_abandoned_says": (
        "De las mismas, cuántas colgaron antes de ser atendidas. Quien se fue en menos de {n}"
        " segundos no cuenta: nadie tuvo tiempo de contestar. No hay una norma para este plazo."
    ),
    "means_speed": "Espera hasta ser atendidas",
    "means_speed_says": (
        "Desde que entraron a la espera hasta que alguien atendió, de las que fueron atendidas: en"
        " promedio, para la mitad, y para nueve de diez."
    ),
    "means_handling": "Atender una llamada",
    "means_handling_says": (
        "La conversación, y el cierre que le corresponde según la configuración de hoy."
    ),
    "means_occupancy": "Ocupación",
    "means_occupancy_says": (
        "Qué parte del tiempo de turno fue atender llamadas, de todas las personas juntas y nunca"
        " de una. Las pausas son turno."
    ),
    "means_few": "Por qué no hay números exactos",
    "means_few_says": (
        "Un número pequeño puede ser una persona. Por eso de 1 a 4 se dice <5, los demás números"
        " van de cinco en cinco, los porcentajes y dibujos salen de estos, y … oculta un número"
        " del que se podría calcular uno pequeño."
    ),
}
