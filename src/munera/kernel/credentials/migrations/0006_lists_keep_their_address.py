from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("credentials", "0005_letters_before_the_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="statuslist",
            name="site",
            field=models.CharField(default="", max_length=200),
            preserve_default=False,
        ),
    ]
