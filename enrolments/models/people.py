"""Schools, their campuses, the people who act for them, and their students."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enrolments.models import standstill, window_guards
from vetportal.accounts.roles import SchoolRole


class School(standstill.AwaitsFreeze, models.Model):
    """A school. Its code is text: leading zeros count."""

    FUNDING_FIELDS = ("sector", "is_specialist")

    class Sector(models.TextChoices):
        GOVERNMENT = "GOVERNMENT", "Government"
        CATHOLIC = "CATHOLIC", "Catholic"
        INDEPENDENT = "INDEPENDENT", "Independent"

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=12, choices=Sector.choices)
    school_type = models.CharField(max_length=60, blank=True)
    is_specialist = models.BooleanField(
        "specialist school", default=False, help_text="Its core funding goes by stages of learning."
    )
    town = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    area = models.CharField(max_length=100, blank=True)
    is_open = models.BooleanField(default=True)

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class Campus(standstill.AwaitsFreeze, models.Model):
    """A campus of a school; the location index belongs to it, in ten-thousandths."""

    FUNDING_FIELDS = ("location_index",)

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="campuses")
    number = models.PositiveSmallIntegerField(default=1, help_text="1 is the main campus.")
    name = models.CharField(max_length=200)
    location_index = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Ten-thousandths: an index of 0.2000 is 2000. Empty when not known."
    )

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="campus_number_once_a_school"),
            models.CheckConstraint(
                condition=Q(location_index=None) | Q(location_index__lte=10_000),
                name="campus_index_at_most_one",
            ),
        ]
        verbose_name_plural = "campuses"

    def __str__(self) -> str:
        return self.name


class SchoolSize(standstill.AwaitsFreeze, models.Model):
    """How many students a school has in a year, in all: the small-scale adjustment asks for it."""

    FUNDING_FIELDS = ("school_id", "year_id", "students")
    NEW_ROWS_COUNT = True

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="sizes")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="+")
    students = models.PositiveIntegerField(help_text="Total enrolment of the school.")
    source = models.CharField(max_length=300, help_text="Where the number comes from.")

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="school_size_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year_id}: {self.students} students"


class SchoolMembership(models.Model):
    """What a person may do for a school, from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=SchoolRole.choices)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True, help_text="Last day; empty while it lasts.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "school", "role", "from_date"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.school}"


class Student(models.Model):
    """A student of a school. Names are kept as people write them."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="students")
    student_number = models.CharField(max_length=12)
    family_name = models.CharField(max_length=60)
    given_names = models.CharField(max_length=60, blank=True)
    date_of_birth = models.DateField()
    year_level = models.PositiveSmallIntegerField(null=True, blank=True)
    home_group = models.CharField(max_length=10, blank=True)
    campus = models.ForeignKey(Campus, on_delete=models.PROTECT, related_name="students")
    is_overseas = models.BooleanField("full-fee overseas student", default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    objects = window_guards.StudentQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["school", "student_number"], name="student_number_once_a_school")
        ]
        indexes = [models.Index(fields=["school", "family_name", "given_names"], name="student_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Refuses changed facts of funding while a closed census that is not frozen yet has to read them."""
        window_guards.check_student(self)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """Family name first, as in a roll; a single name stands alone."""
        return f"{self.family_name}, {self.given_names}" if self.given_names else self.family_name
