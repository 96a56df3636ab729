from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentor', '0002_retakers'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('link__startswith', 'https://'), _connector='OR'), name='offer_leads_to_a_secure_page'),
        ),
    ]
