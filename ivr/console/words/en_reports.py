"""What do the reports say in English?"""

__all__ = ["EN_REPORTS"]

EN_REPORTS = {
    "nav_reports": "Reports",
    "in_time_is": "Answered in time is",
    "within": "within {n} seconds",
    "show_report": "Show",
    "report_says": (
        "Numbers are to the nearest five, and 1 to 4 is <5, so that no two reports tell what one"
        " caller did."
    ),
    "report_empty": "Nobody came to the waiting line in these days. Ask for other days.",
    "problem_not_a_day": "A day is written like 2027-03-05.",
    "problem_not_over": "A report is about days that are over: it ends yesterday at the latest.",
    "problem_order": "The first day comes after the last. Ask for them the other way round.",
    "problem_too_long": "These are more than {n} days. Ask for fewer.",
    "report_all": "All",
    "report_name": "Of",
    "breakdown": "Figures",
    "figure_came": "came to the line",
    "figure_service_level": "answered in time",
    "answered_within": "answered within {n} s",
    "figure_abandoned": "left while waiting",
    "figure_average": "average wait for an answer",
    "figure_median": "half waited at most",
    "figure_slowest_tenth": "nine of ten waited at most",
    "figure_handling": "handling a call",
    "figure_occupancy": "Occupancy",
    "occupancy_unknown": ("not known: fewer than two people said when they came on duty and went"),
    "by_outcomes": "What became of them",
    "became_answered": "Answered by a responder",
    "became_abandoned": "Left while waiting",
    "became_short": "Left within {n} seconds",
    "became_duty_phones": "Went to the duty phones",
    "became_elsewhere": "Chose a call back, a message or another service",
    "by_hours": "By hour of the day",
    "by_languages": "By language",
    "by_specialties": "By what they called for",
    "name_hours": "Hour",
    "name_languages": "Language",
    "name_specialties": "What for",
    "too_few": "Too few came to tell this without telling what one of them did.",
    "plot_hours": "Calls by hour of the day",
    "plot_hours_says": (
        "The highest column is {n}. A dashed one stands for a number too small to be told."
    ),
    "take_report": "Take this report with you",
    "take_report_says": (
        "You get a file for a spreadsheet with the same figures. The audit notes that you took it."
    ),
    "take_file": "Get the file",
    "what_it_means": "What each figure means",
    "means_came": "Came to the line",
    "means_came_says": (
        "Calls of callers who asked for a person, and are over. Who left in the menus is not"
        " among them, nor calls that we made."
    ),
    "means_service_level": "Answered in time",
    "means_service_level_says": (
        "Of those who came, how many were with a responder within so many seconds. Who left within"
        " {n} seconds does not count. Emergency lines aim at 90 % within 15 seconds"
        " (NENA-STA-020.1-2020), many others at 80 % within 20."
    ),
    "means_abandoned": "Left while waiting",
    "means_abandoned_says": (
        "Of the same, how many hung up before somebody answered. Who left within {n} seconds does"
        " not count: nobody had the time to pick up. There is no standard for this span."
    ),
    "means_speed": "Wait for an answer",
    "means_speed_says": (
        "From first entering the line until a responder was there, of those who were answered: on"
        " average, for half of them, and for nine of ten."
    ),
    "means_handling": "Handling a call",
    "means_handling_says": (
        "The conversation, and the wrap-up that goes with it by today's settings."
    ),
    "means_occupancy": "Occupancy",
    "means_occupancy_says": (
        "How much of the time on duty was handling calls, of all responders together and never of"
        " one. Pauses are duty."
    ),
    "means_few": "Why no exact numbers",
    "means_few_says": (
        "A small number can be one person. So 1 to 4 is <5, every other number is to the nearest"
        " five, shares and drawings are made of these, and … hides a number from which a small one"
        " could be worked out."
    ),
}
