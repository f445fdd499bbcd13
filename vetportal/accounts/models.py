"""People who sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from vetportal.accounts import roles


class UserQuerySet(models.QuerySet):
    """Filters over people."""

    def active(self) -> "UserQuerySet":
        """People who may sign in."""
        return self.filter(is_active=True)


class UserAccounts(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates people with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A person who may sign in; without a password nobody can sign in as them."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        """An administrator, for Django's own command."""
        fields.setdefault("department_role", roles.DepartmentRole.ADMINISTRATOR)
        return self.create_user(username, password, **fields)


class User(AbstractBaseUser):
    """A person. What they may do comes from a department role or from memberships of schools."""

    username = models.CharField("user name", max_length=150, unique=True)
    full_name = models.CharField("name", max_length=200)
    email = models.EmailField(blank=True)
    department_role = models.CharField(max_length=20, choices=roles.DepartmentRole.choices, blank=True)
    is_active = models.BooleanField("may sign in", default=True)

    objects = UserAccounts()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "user"

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """Administrators open the administration site."""
        return self.is_superuser

    @property
    def is_superuser(self) -> bool:
        """Whether Django's administration site lets this person in."""
        return self.is_active and self.department_role == roles.DepartmentRole.ADMINISTRATOR

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        """Django's own permission question, asked by the administration site only."""
        return self.is_superuser

    def has_perms(self, _perms: object, _obj: object = None) -> bool:
        """As has_perm, for several at once."""
        return self.is_superuser

    def has_module_perms(self, _label: str) -> bool:
        """As has_perm, for a whole app."""
        return self.is_superuser

    def may(self, permission: roles.Permission) -> bool:
        """Whether the person's department role allows this for the whole state."""
        return self.is_active and permission in roles.department_permissions(self.department_role)
