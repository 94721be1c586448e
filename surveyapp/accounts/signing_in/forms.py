"""Forms for log-in, passwords and accounts, in Dutch."""

from typing import Any

from flask_security import forms as security
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.web.refusal import Form, Refusable


def _email(*validators: Any) -> EmailField:
    return EmailField(
        "E-mailadres",
        render_kw={"autocomplete": "username"},
        validators=[security.IsString(), security.email_required, *validators],
    )


def _password(label: str, autocomplete: str, *validators: Any) -> PasswordField:
    return PasswordField(
        label,
        render_kw={"autocomplete": autocomplete},
        validators=[security.IsString(), security.password_required, *validators],
    )


def _same_as(field: str) -> security.EqualToLocalize:
    return security.EqualToLocalize(field, message="RETYPE_PASSWORD_MISMATCH")


class LoginForm(Refusable, security.LoginForm):
    """Log in with address and password. There is no "remember me" beyond the session."""

    told_by_view = True

    email = _email(security.EmailValidation(verify=False))
    password = _password("Wachtwoord", "current-password")
    remember = None  # type: ignore[assignment]  # how WTForms leaves out a field


class ForgotPasswordForm(Refusable, security.ForgotPasswordForm):
    """Request a link. The page does not disclose whether the address is known."""

    told_by_view = True

    email = _email(security.EmailValidation(verify=True), security.valid_user_email)


class ResetPasswordForm(Refusable, security.ResetPasswordForm):
    """Choose a password, with the link from the mail."""

    password = _password("Nieuw wachtwoord", "new-password")
    password_confirm = _password("Nieuw wachtwoord, nog een keer", "new-password", _same_as("password"))


class ChangePasswordForm(Refusable, security.ChangePasswordForm):
    """Choose another password."""

    password = PasswordField("Huidig wachtwoord", render_kw={"autocomplete": "current-password"})
    new_password = _password("Nieuw wachtwoord", "new-password")
    new_password_confirm = _password("Nieuw wachtwoord, nog een keer", "new-password", _same_as("new_password"))


class PersonForm(Form):
    """The account of a member of staff, for an administrator."""

    name = StringField(
        "Naam",
        render_kw={"autocomplete": "off"},
        validators=[
            InputRequired("Vul een naam in."),
            Length(max=200, message="Gebruik hoogstens 200 tekens."),
        ],
    )
    roles = SelectMultipleField(
        "Rollen",
        choices={role.value: role.label for role in RoleName},
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def validate_roles(self, field: SelectMultipleField) -> None:
        """Require at least one known role. (InputRequired would make every single box obligatory.)"""
        if not field.data or not set(field.data) <= set(RoleName):
            raise ValidationError("Kies minstens één rol.")

    @property
    def chosen_roles(self) -> list[RoleName]:
        """Return the ticked roles."""
        return [RoleName(value) for value in self.roles.data or ()]


class NewPersonForm(PersonForm):
    """A new account."""

    email = EmailField(
        "E-mailadres",
        render_kw={"autocomplete": "off"},
        validators=[
            InputRequired("Vul een e-mailadres in."),
            Length(max=254, message="Dit e-mailadres is te lang."),
            Email("Dit is geen geldig e-mailadres. Voorbeeld: naam@example.org."),
        ],
    )


class ChangePersonForm(PersonForm):
    """An existing account."""

    active = BooleanField("Kan inloggen")
