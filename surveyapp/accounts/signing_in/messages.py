"""Dutch messages of Flask-Security. Each key is the name of a ``SECURITY_MSG_*`` setting."""

from surveyapp.accounts.staff.rules import MIN_PASSWORD

_AGAIN = "Vraag hieronder een nieuwe link aan."

MESSAGES = {
    "ANONYMOUS_USER_REQUIRED": ("U bent al ingelogd.", "info"),
    "API_ERROR": ("Dit konden wij niet lezen. Probeer het opnieuw.", "error"),
    "CONFIRMATION_REQUIRED": ("Uw e-mailadres is nog niet bevestigd.", "error"),
    "DISABLED_ACCOUNT": ("Dit account is niet actief.", "error"),
    "EMAIL_NOT_PROVIDED": ("Vul uw e-mailadres in.", "error"),
    "FORGOT_PASSWORD": ("Wachtwoord vergeten", "info"),
    "GENERIC_AUTHN_FAILED": ("Dit e-mailadres en wachtwoord horen niet bij elkaar.", "error"),
    "GENERIC_RECOVERY": ("Als wij dit e-mailadres kennen, krijgt u een mail met een link.", "info"),
    "IDENTITY_NOT_REGISTERED": ("Dit e-mailadres en wachtwoord horen niet bij elkaar.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Dit is geen geldig e-mailadres. Voorbeeld: naam@example.org.", "error"),
    "INVALID_INPUT": ("Dit past niet in dit veld.", "error"),
    "INVALID_INPUT_LENGTH": ("Dit is te lang.", "error"),
    "INVALID_PASSWORD": ("Dit is niet uw huidige wachtwoord.", "error"),
    "INVALID_REDIRECT": ("Na het inloggen kunt u niet naar een andere website.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (f"Deze link werkt niet (meer). {_AGAIN}", "error"),
    "LOGIN": ("Log eerst in.", "info"),
    "PASSWORD_CHANGE": ("Uw wachtwoord is gewijzigd.", "success"),
    "PASSWORD_INVALID_LENGTH": (
        f"Gebruik minstens {MIN_PASSWORD} tekens. Een paar losse woorden achter elkaar is goed.",
        "error",
    ),
    "PASSWORD_IS_THE_SAME": ("Kies een ander wachtwoord dan uw huidige.", "error"),
    "PASSWORD_MISMATCH": ("Dit wachtwoord klopt niet.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Vul uw wachtwoord in.", "error"),
    "PASSWORD_RESET": ("Uw nieuwe wachtwoord is opgeslagen. U bent ingelogd.", "success"),
    "PASSWORD_RESET_EXPIRED": (f"Deze link is verlopen. {_AGAIN}", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("Uw nieuwe wachtwoord is opgeslagen. Log ermee in.", "success"),
    "PASSWORD_RESET_REQUEST": (
        "Als wij %(email)s kennen, krijgt u binnen enkele minuten een mail met een link.",
        "success",
    ),
    "PASSWORD_TOO_SIMPLE": ("Dit wachtwoord is te eenvoudig. Kies een langer wachtwoord.", "error"),
    "REAUTHENTICATION_REQUIRED": ("Log opnieuw in om verder te gaan.", "error"),
    "REAUTHENTICATION_SUCCESSFUL": ("U bent opnieuw ingelogd.", "info"),
    "REFRESH": ("Log opnieuw in om verder te gaan.", "info"),
    "RETYPE_PASSWORD_MISMATCH": ("De twee wachtwoorden zijn niet hetzelfde.", "error"),
    "UNAUTHENTICATED": ("Log eerst in.", "error"),
    "UNAUTHORIZED": ("U hebt hier geen toegang.", "error"),
    "USER_DOES_NOT_EXIST": ("Dit e-mailadres en wachtwoord horen niet bij elkaar.", "error"),
}
