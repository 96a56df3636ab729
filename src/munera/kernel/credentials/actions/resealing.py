"""Move what this room has sealed to new keys."""

from django.db import models, transaction

from munera.kernel import sealing
from munera.kernel.credentials.models import Credential, Share, StatusList


def reseal_credentials() -> int:
    """Put every body, link and seed of a status list under the newest key; returns how many changed.

    Each row is its own small transaction: it may be stopped and started again while people work.
    """
    columns = ((Credential, "sealed"), (StatusList, "sealed_seed"), (Share, "sealed"))
    return sum(_reseal_column(model, column) for model, column in columns)


def _reseal_column(model: type[models.Model], column: str) -> int:
    changed = 0
    for number in model._default_manager.values_list("pk", flat=True).order_by("pk").iterator():
        with transaction.atomic():
            row = model._default_manager.select_for_update(no_key=True).filter(pk=number).first()
            sealed = bytes(getattr(row, column)) if row else b""
            if row is None or sealing.is_newest_block(sealed):
                continue
            setattr(row, column, sealing.seal_block(sealing.unseal_block(sealed)))
            row.save(update_fields=[column])
            changed += 1
    return changed
