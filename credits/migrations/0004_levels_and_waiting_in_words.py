from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credits', '0003_completions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='creditrecord',
            name='blocked',
            field=models.PositiveSmallIntegerField(help_text='Results that wait for hours or a level.'),
        ),
        migrations.AlterField(
            model_name='creditscheme',
            name='level_rule',
            field=models.CharField(choices=[('LOWEST_LISTED', 'Lowest level of the certificates entered here that list the unit'), ('LOWEST_LISTED_ELSEWHERE', 'Lowest level of the other certificates entered here that list the unit'), ('FIRST_PACKAGED', 'Level of the certificate in which the unit was first packaged, or the digit in its code where that is not known'), ('CERTIFICATE', 'Level of the certificate only')], default='CERTIFICATE', max_length=23),
        ),
    ]
