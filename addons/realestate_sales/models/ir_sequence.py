from odoo import api, models
from odoo.tools import ormcache

DEAL = "realestate.deal"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    @ormcache(cache="stable")
    def _realestate_deal_counter(self):
        """Return the counter that numbers deals, kept in memory for the moment of subscribing.

        :return: ``(sequence id, {prefix, suffix, padding, name})``, or None where it is not one counter for
            all companies that the database itself keeps
        """
        sequence = self.sudo().search([("code", "=", DEAL)], limit=2)
        if (
            len(sequence) != 1
            or sequence.company_id
            or sequence.implementation != "standard"
            or sequence.use_date_range
        ):
            return None
        return sequence.id, {name: sequence[name] for name in ("name", "prefix", "suffix", "padding")}

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        sequences._forget_deal_counter()
        return sequences

    def write(self, vals):
        result = super().write(vals)
        self._forget_deal_counter()
        return result

    def unlink(self):
        self._forget_deal_counter()
        return super().unlink()

    def _forget_deal_counter(self):
        if DEAL in self.mapped("code"):
            self.env.registry.clear_cache("stable")
