from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("credentials", "0008_wallets_in_the_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuer",
            name="is_register",
            field=models.BooleanField(default=False, verbose_name="keeps a public register"),
        ),
    ]
