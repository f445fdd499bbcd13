import django.db.models.deletion
from django.db import migrations, models

from vetportal.append_only import protect_again

ALTERED = ("funding_enrolmentoutcome",)


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0007_live_state'),
    ]

    operations = [
        protect_again(*ALTERED),  # runs last when the migration is undone
        migrations.AlterField(
            model_name='enrolmentoutcome',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='funding.fundingrun'),
        ),
        protect_again(*ALTERED),
    ]
