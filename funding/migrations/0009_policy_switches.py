from django.db import migrations, models

from vetportal.append_only import protect_again
from vetportal.change_marks import Watched, mark_changes_again

ALTERED = ("funding_censusentry",)
MARKS = "funding_changedfact"
YEARS = Watched("funding_fundingyear", "YEAR", "year", ("year", "status"))


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0008_outcome_without_spare_index'),
    ]

    operations = [
        protect_again(*ALTERED),  # these two run last when the migration is undone
        mark_changes_again(MARKS, YEARS),
        migrations.AddField(
            model_name='censusentry',
            name='transfer_hours',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='fundingyear',
            name='are_transfers_funded',
            field=models.BooleanField(default=False, verbose_name='credit transfers have funded hours'),
        ),
        migrations.AddField(
            model_name='fundingyear',
            name='does_rural_rate_move',
            field=models.BooleanField(default=False, verbose_name='the rural rate moves with the base rate'),
        ),
        migrations.AddField(
            model_name='liveentry',
            name='transfer_hours',
            field=models.PositiveIntegerField(default=0),
        ),
        protect_again(*ALTERED),
        mark_changes_again(MARKS, YEARS),
    ]
