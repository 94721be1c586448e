"""Staff accounts and their roles, as Flask-Security expects them."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.rules import NoticeChoice, RoleName
from surveyapp.core.db import Base, enum_column
from surveyapp.text.words import fingerprint

user_roles = sa.Table(
    "user_roles",
    Base.metadata,
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A role, named as in ``RoleName``."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class User(Base, UserMixin):
    """A member of staff."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    notices: Mapped[NoticeChoice] = mapped_column(
        enum_column(NoticeChoice), default=NoticeChoice.AT_ONCE, server_default=sa.text("'at_once'")
    )
    summary_on: Mapped[date | None]
    """The day of the last daily summary."""
    password_links_ended: Mapped[datetime | None]
    """Links to choose a password that were made until this moment have expired."""
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # there: list[RoleMixin]
        secondary=user_roles, lazy="selectin", order_by="Role.id"
    )

    @property
    def role_names(self) -> tuple[RoleName, ...]:
        """Return the roles of this person."""
        return tuple(RoleName(role.name) for role in self.roles)

    @property
    def browser_key(self) -> str:
        """Return the key of this person's texts in a browser, unique also among databases."""
        return fingerprint(user=self.id, email=self.email)[:20]
