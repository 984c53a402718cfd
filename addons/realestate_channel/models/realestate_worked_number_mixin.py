from odoo import api, models
from odoo.fields import Domain

from odoo.addons.realestate_sales.fields import MaskedChar


class RealestateWorkedNumberMixin(models.AbstractModel):
    """A person's number that who works the record sees in full, and everybody else masked (ACCESS-3).

    ``_worker`` is the path from the record to who works it.
    """

    _name = "realestate.worked.number.mixin"
    _description = "Number of a Person Who Is Worked"
    _inherit = ["realestate.masked.mixin"]
    _worker = "user_id"

    phone = MaskedChar(mask="phone")
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
        precompute=True,
    )

    @api.depends(lambda self: [self._worker])
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        return Domain(self._worker, "!=", self.env.uid)
