"""Signed files, policy revisions and signed acquittals are never changed or removed."""

from django.db import migrations

from vetportal.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial")]

    operations = [
        protect(
            "obligations_signedfile",
            "obligations_policyrevision",
            "obligations_signedacquittal",
            "obligations_signedacquittalline",
        )
    ]
