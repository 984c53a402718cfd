from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.target.realestate_target import FIGURES
from ..tools.spread import spread


class RealestateTargetSpread(models.TransientModel):
    """The figures of a year, spread over its months (REP-1)."""

    _name = "realestate.target.spread"
    _description = "Spread a Target over the Year"

    target_id = fields.Many2one("realestate.target", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="target_id.currency_id")
    units = fields.Integer(string="Number of Units", compute="_compute_totals", store=True, readonly=False)
    area = fields.Float(
        string="Area (㎡)", digits="Real Estate Area", compute="_compute_totals", store=True, readonly=False
    )
    amount_signed = fields.Monetary(compute="_compute_totals", store=True, readonly=False)
    amount_received = fields.Monetary(compute="_compute_totals", store=True, readonly=False)
    pattern = fields.Selection(
        [("even", "Evenly"), ("last_year", "As signed last year"), ("quarters", "By quarters")],
        default="even",
        required=True,
    )
    quarter_1 = fields.Float(string="Quarter 1 (%)", default=25, digits=(5, 2))
    quarter_2 = fields.Float(string="Quarter 2 (%)", default=25, digits=(5, 2))
    quarter_3 = fields.Float(string="Quarter 3 (%)", default=25, digits=(5, 2))
    quarter_4 = fields.Float(string="Quarter 4 (%)", default=25, digits=(5, 2))

    @api.depends("target_id")
    def _compute_totals(self):
        for wizard in self:
            for name in FIGURES:
                wizard[name] = wizard.target_id[name]

    def action_confirm(self):
        """Write the months.

        :raises UserError: the quarters do not add up to 100%, or nothing was signed last year
        """
        self.ensure_one()
        self.target_id._spread_over_months({name: self[name] for name in FIGURES}, self._weights())
        return True

    def _weights(self):
        if self.pattern == "even":
            return [1] * 12
        if self.pattern == "last_year":
            weights = [max(weight, 0) for weight in self.target_id._weights_of_last_year()]
            if not any(weights):
                raise UserError(
                    self.env._("Nothing was signed here in %s: spread evenly or by quarters.", self.target_id.year - 1)
                )
            return weights
        shares = [self.quarter_1, self.quarter_2, self.quarter_3, self.quarter_4]
        if round(sum(shares), 2) != 100:
            raise UserError(self.env._("The quarters add up to %g%%; they must be 100%% together.", sum(shares)))
        return [part for share in shares for part in spread(share, [1, 1, 1], 0.0001)]
