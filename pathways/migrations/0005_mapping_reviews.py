import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vetportal.append_only import protect


class Migration(migrations.Migration):
    dependencies = [
        ("pathways", "0004_revisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MappingReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_due", models.DateField(help_text="When this review was due.", null=True)),
                ("next_due", models.DateField(help_text="When the mapping is looked at next.")),
                ("note", models.TextField(help_text="What was looked at, one thing a line.")),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="pathways.creditmapping",
                    ),
                ),
            ],
        ),
        protect("pathways_mappingreview"),
    ]
