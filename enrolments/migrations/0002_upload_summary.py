from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="enrolmentupload",
            name="summary",
            field=models.JSONField(
                default=dict, help_text="What saving it does or did: counts, and a mark of them."
            ),
        ),
    ]
