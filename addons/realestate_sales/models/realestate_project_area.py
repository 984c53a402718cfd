from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RealestateProject(models.Model):
    """How the final survey is settled (DEAL-10)."""

    _inherit = "realestate.project"

    area_band_ids = fields.One2many(
        "realestate.area.band",
        "project_id",
        string="Bands of the Area Settlement",
        help="Empty: the usual rule. Up to 3% at the actual area; beyond it more area is the seller's, less area is "
        "refunded double.",
    )
    area_withdraw_ratio = fields.Float(
        string="Withdrawal beyond (%)",
        default=3.0,
        digits=(5, 2),
        help="Where the final area differs by more, either way, the buyer may withdraw; at most 3% (DEAL-10).",
    )
    area_withdraw_days = fields.Integer(
        string="Days to Withdraw", default=30, help="After the settlement; then the right is over (DEAL-10)."
    )

    _area_withdraw_range = models.Constraint(
        "CHECK(area_withdraw_ratio >= 0 AND area_withdraw_ratio <= 3 AND area_withdraw_days > 0)",
        "The buyer may withdraw beyond 3% at the latest, within one day or more.",
    )

    @api.constrains("area_band_ids")
    def _check_area_bands(self):
        """A side that is settled begins at 0%."""
        for project in self:
            for bands in project.area_band_ids.grouped("side").values():
                if min(bands.mapped("above")) > 0:
                    raise ValidationError(
                        self.env._("Add the band above 0%: without it a small difference has no rule.")
                    )

    def _area_bands(self):
        """Return the bands of this project as ``tools.area_settlement.settle`` takes them; None: the usual rule."""
        self.ensure_one()
        own = self.sudo().area_band_ids
        if not own:
            return None
        bands = {"over": ((0, 100), (3, 0)), "under": ((0, 100), (3, 200))}
        for side, rows in own.grouped("side").items():
            bands[side] = tuple((row.above, row.share) for row in rows)
        return bands
