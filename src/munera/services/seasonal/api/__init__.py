"""The room for programs: operations in batches, a crew and its engagements by the day, and why a levy is due."""

from ninja import Router

from munera.services.seasonal.api import engagements, field, operations

router = Router(tags=["seasonal"])
router.add_router("", engagements.router)
router.add_router("", operations.router)
router.add_router("", field.router)

__all__ = ["router"]
