"""What do the organisation's own sign-in and the screens on a wall say in Spanish?"""

__all__ = ["ES_ENTRY"]

ES_ENTRY = {
    "sign_in_with": "Entrar con {name}",
    "our_organisation": "la cuenta de su organización",
    "other_way": "Entrar con una cuenta de esta línea",
    "opened_by_provider": (
        "La abre la entrada de su organización: lo que usted sabe y lo que tiene se cambia allí."
    ),
    "roles_by_groups": (
        "La entrada de la organización responde por esta cuenta: lo que puede hacer sigue de sus"
        " grupos allí."
    ),
    "problem_vouched": "Deciden sus grupos: cámbielos donde su organización los guarda.",
    "oidc_away": "La entrada de su organización no responde",
    "oidc_away_says": (
        "Espere un minuto e intente otra vez. Mientras tanto, una cuenta de esta línea también"
        " abre estas páginas."
    ),
    "oidc_not_believed": "Esta entrada ya terminó",
    "oidc_not_believed_says": (
        "Tardó demasiado, ya se usó, o vino de otro lugar. Vuelva y entre otra vez."
    ),
    "oidc_refused_there": "Su organización no le dejó entrar",
    "oidc_refused_there_says": "Vuelva e intente otra vez, o pregunte a quien lleva las cuentas.",
    "oidc_one_factor": "Falta un segundo factor",
    "oidc_one_factor_says": (
        "Estas páginas lo necesitan. Agréguelo a su cuenta en su organización y entre otra vez."
    ),
    "oidc_no_role": "Todavía no tiene una función aquí",
    "oidc_no_role_says": "Pida a quien lleva las cuentas que le agregue a un grupo que la tenga.",
    "oidc_alone": "Sus grupos no van juntos",
    "oidc_alone_says": (
        "Quien administra nunca ve llamadas, así que no es nada más. Pregunte a quien lleva las"
        " cuentas."
    ),
    "oidc_name_taken": "Alguien aquí tiene su nombre",
    "oidc_name_taken_says": (
        "Un nombre solo no prueba nada. Pida a quien lleva las cuentas que cierre la otra cuenta,"
        " o que cambie su nombre en su organización."
    ),
    "oidc_closed": "Su cuenta aquí está cerrada",
    "oidc_closed_says": "Pregunte a quien lleva las cuentas.",
    "oidc_not_asked": "No se preguntó si sigue siendo usted",
    "oidc_not_asked_says": (
        "Vuelva e intente otra vez. Si sigue así, avise a quien lleva las cuentas."
    ),
    "oidc_somebody_else": "Esa era otra persona",
    "oidc_somebody_else_says": "Salga, y entre como quien quiere ser aquí.",
    "nav_screens": "Pantallas",
    "screens_says": (
        "Una pantalla en la pared muestra el panel durante treinta días, y nada más. Nadie entra"
        " con su cuenta en ella."
    ),
    "no_screens": "Ninguna pantalla muestra el panel todavía.",
    "screen_on": "Muestra el panel",
    "screen_waits": "Espera su código",
    "with_names": "Con nombres",
    "without_names": "Sin nombres",
    "made_by": "hecha por",
    "add_screen": "Agregar una pantalla",
    "where_it_hangs": "Dónde está",
    "shows_names": "Muestra los nombres de quienes atienden",
    "make_code": "Hacer su código",
    "screen_code": "Un código para una pantalla",
    "screen_code_says": "Sirve una vez, dentro de un cuarto de hora, y no se muestra de nuevo.",
    "screen_open": "En la pantalla, abra",
    "screen_type": "y escriba",
    "pair_screen": "Hacer de esto una pantalla",
    "pair_screen_says": (
        "Quien supervisa tiene un código para ella. Desde entonces muestra el panel, y aquí nadie"
        " entra con su cuenta."
    ),
    "pair_code_hint": "Diez letras y cifras.",
    "screen_code_not": "Este código no abre ahora una pantalla. Pida otro.",
    "no_screen": "Esta ya no es una pantalla nuestra",
    "no_screen_says": "Pasaron sus treinta días, o alguien la apagó. Un código nuevo la devuelve.",
    "notice_screen_ended": "La pantalla ya no muestra nada.",
}
