from django.db import migrations

from vetportal.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [
        protect(
            "funding_censusfreeze",
            "funding_censusentry",
            "funding_fundingrun",
            "funding_rundecision",
            "funding_enrolmentoutcome",
            "funding_schoolallocation",
            "funding_paymentline",
        )
    ]
