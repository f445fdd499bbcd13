"""Files that people signed. They lie in the database, so that every web process and every backup has them."""

from django.conf import settings
from django.db import models

from obligations.rules import documents


class SignedFile(models.Model):
    """A PDF, JPG or PNG as it was sent. Append-only: another file is another row."""

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="signed_files")
    filename = models.CharField(max_length=110, help_text="Its ending is that of the content.")
    ending = models.CharField(max_length=3, choices=[(each, each) for each in documents.MEDIA_TYPES])
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename

    @property
    def media_type(self) -> str:
        """What the content is."""
        return documents.MEDIA_TYPES[self.ending]
