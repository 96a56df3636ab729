"""What one press of a button asks for, as it comes from a form, from the phone's queue or from a program."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from munera.engines import levies
from munera.services.seasonal.choices import OperationKind


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation. ``op_id`` is made where the button is pressed and kept through every attempt to send it.

    An empty ``shift`` means the country's usual one.
    ``began_on`` is the first day of a range, where a range was chosen: some laws price by it. ``device``,
    ``sequence``, ``pressed_at`` and ``sent_at`` are what the device says of itself: evidence, never a reason.
    """

    op_id: UUID
    on: date
    shift: str
    workers: tuple[int, ...]
    kind: OperationKind = OperationKind.REGISTER
    levy_kind: str = "seasonal"
    began_on: date | None = None
    job: str = ""
    place: str = ""
    hours: Decimal | None = None
    pay_per_hour: Decimal | None = None
    reason: str = ""
    device: str = ""
    sequence: int | None = None
    pressed_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def asked(self) -> list[int]:
        return sorted(set(self.workers))

    @property
    def of_engine(self) -> levies.Engagement:
        """What the levy is reckoned for."""
        return levies.Engagement(self.levy_kind, began_on=self.began_on or self.on)

    @property
    def terms(self) -> dict[str, Any]:
        """Beside day, shift and workers, what makes it this operation and no other; without what was left open."""
        said = {
            "levy_kind": self.levy_kind,
            "began_on": self.began_on.isoformat() if self.began_on else "",
            "job": self.job,
            "place": self.place,
            "hours": str(self.hours) if self.hours is not None else "",
            "pay_per_hour": str(self.pay_per_hour) if self.pay_per_hour is not None else "",
            "reason": self.reason,
        }
        return {name: value for name, value in said.items() if value}
