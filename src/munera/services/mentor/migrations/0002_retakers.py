import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentor', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='release',
            name='learned',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recognition', to='mentor.attempt')),
            ],
        ),
    ]
