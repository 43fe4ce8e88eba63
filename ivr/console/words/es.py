"""What does the console say in Spanish?"""

__all__ = ["ES"]

ES = {
    "called": "Español",
    "console": "Consola",
    "skip": "Ir a la página",
    "menu": "Menú",
    "language": "Idioma",
    "nav_account": "Su cuenta",
    "nav_people": "Personas",
    "nav_audit": "Registro",
    "nav_coverage": "Cobertura",
    "nav_wallboard": "Tablero",
    "nav_accounts": "Cuentas",
    "sign_in": "Entrar",
    "sign_out": "Salir",
    "name": "Nombre",
    "password": "Contraseña",
    "code": "Código",
    "code_hint": (
        "Seis cifras de su aplicación de autenticación, o uno de sus códigos de recuperación."
    ),
    "cannot": "No puedo entrar",
    "cannot_says": (
        "Pida una nueva invitación a quien administra las cuentas. Sirve una vez, y reemplaza un"
        " teléfono perdido o una contraseña olvidada."
    ),
    "problem": "Revise",
    "look_again": "Por favor, revise",
    "does_not_open": "Nombre, contraseña y código no abren juntos ninguna cuenta.",
    "wait_one": "El próximo intento cuenta en {n} segundo.",
    "wait_other": "El próximo intento cuenta en {n} segundos.",
    "welcome": "Le damos la bienvenida, {name}",
    "two_things": "Dos cosas abren su cuenta: algo que usted sabe, y algo que usted tiene.",
    "open_account": "Abrir su cuenta",
    "choose_password": "Elija una contraseña",
    "new_password": "Contraseña nueva",
    "password_hint": (
        "{n} letras o más. Cuatro palabras que no van juntas son fáciles de recordar."
    ),
    "again": "La misma otra vez",
    "add_app": "Agregue una aplicación de autenticación",
    "add_app_says": (
        "En su teléfono, abra una aplicación de autenticación y escanee este cuadro. Cualquiera"
        " sirve."
    ),
    "square": "Un código cuadrado para su aplicación de autenticación. Sigue lo mismo en letras.",
    "square_typed": "O escriba esto en la aplicación:",
    "app_code": "Código de la aplicación",
    "app_code_hint": "Las seis cifras que muestra ahora.",
    "problem_again": "Las dos contraseñas no son iguales.",
    "problem_code": ("No es el código que la aplicación muestra ahora. Escriba el más reciente."),
    "problem_weak_short": "Esta contraseña es muy corta: use {n} letras o más.",
    "problem_weak_long": "Esta contraseña es demasiado larga para guardarla.",
    "problem_weak_easy": "Esta contraseña es de las primeras que cualquiera prueba.",
    "problem_weak_name": "No use su nombre en la contraseña.",
    "problem_old": "La contraseña actual es otra.",
    "keep_codes": "Guarde estos códigos",
    "keep_codes_says": (
        "Cuando no tenga su teléfono, uno de ellos abre su cuenta en lugar de un código de la"
        " aplicación. Cada uno sirve una vez. Se muestran ahora y nunca más: imprímalos o"
        " anótelos, y guárdelos lejos de su teléfono."
    ),
    "codes_kept": "Ya los guardé",
    "still_you": "¿Sigue siendo usted?",
    "still_you_says": "Lo que sigue es importante. Muestre una vez más que es usted.",
    "code_not_now": (
        "Este código no abre nada ahora. Un código abre una sola vez; espere el siguiente."
    ),
    "go_on": "Continuar",
    "go_back": "Volver",
    "to_start": "A la primera página",
    "not_for_you": "Esta página es para otras personas",
    "not_for_you_says": (
        "Su cuenta no la abre. Si la necesita para su trabajo, pregunte a quien administra las"
        " cuentas."
    ),
    "old_form": "Esta página estuvo abierta demasiado tiempo",
    "old_form_says": "No se cambió nada. Vuelva, cargue la página otra vez y envíela de nuevo.",
    "nothing_here": "No hay nada en esta dirección",
    "nothing_here_says": "Tal vez cambió de lugar. Todo lo suyo está en el menú.",
    "too_much": "Eso fue demasiado de una vez",
    "too_much_says": "No se cambió nada. Envíe menos.",
    "busy": "Muchas personas entran ahora",
    "busy_says": "Quienes llaman van primero. Espere medio minuto e intente de nuevo.",
    "broke": "Esta página no se puede mostrar ahora",
    "broke_says": (
        "Las llamadas siguen. Espere un minuto y cargue la página otra vez. Si sigue así, avise a"
        " quien cuida la máquina de la línea."
    ),
    "invitation_over": "Esta invitación ya no sirve",
    "invitation_over_says": (
        "Sirvió una vez, o sus 48 horas pasaron. Pida otra a quien le invitó."
    ),
    "grants": "Usted está aquí como",
    "no_grants": "nadie en particular: pregunte a quien administra las cuentas",
    "grant_responder": "Atiende llamadas",
    "grant_supervisor": "Supervisión",
    "grant_flow_editor": "Edición de flujos",
    "grant_privacy_officer": "Privacidad",
    "grant_administrator": "Administración",
    "what_opens": "Lo que abre su cuenta",
    "app": "Aplicación de autenticación",
    "recovery_codes": "Códigos de recuperación",
    "left_one": "Queda {n}.",
    "left_other": "Quedan {n}.",
    "change_password": "Cambiar la contraseña",
    "change_password_says": "Usted sigue aquí, y sale de todos los demás lugares.",
    "old_password": "Contraseña actual",
    "change_app": "Cambiar la aplicación",
    "change_app_says": (
        "La aplicación que tiene ahora ya no abrirá nada. Usted sigue aquí, y sale de todos los"
        " demás lugares."
    ),
    "make_codes": "Hacer nuevos códigos de recuperación",
    "make_codes_says": "Los nuevos reemplazan a todos los que tiene.",
    "places": "Dónde tiene su cuenta abierta",
    "unknown_browser": "Un navegador",
    "this_browser": "Este",
    "since": "Desde",
    "seen": "visto por última vez",
    "sign_out_there": "Salir allí",
    "sign_out_others": "Salir en todas partes menos aquí",
    "notice_signed_out": "Usted salió.",
    "notice_others_out": "Usted salió en todas partes menos aquí.",
    "notice_one_out": "Usted salió allí.",
    "notice_not_there": "Usted ya no estaba allí.",
    "notice_password": "Su contraseña está cambiada.",
    "notice_factor": "Su nueva aplicación de autenticación abre su cuenta desde ahora.",
}
