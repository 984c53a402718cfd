from odoo import api, models
from odoo.tools import ormcache

DEAL_SEQUENCE = "realestate_sales.realestate_deal_sequence"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    @ormcache(cache="stable")
    def _realestate_deal_counter(self):
        """Return the counter that numbers deals, kept in memory for the moment of subscribing.

        :return: ``(sequence id, {name, prefix, suffix, padding})``, or None where somebody gave it another
            kind of counting than one counter that the database itself keeps
        """
        sequence = self.env.ref(DEAL_SEQUENCE).sudo()
        if sequence.implementation != "standard" or sequence.use_date_range:
            return None
        return sequence.id, {name: sequence[name] for name in ("name", "prefix", "suffix", "padding")}

    def write(self, vals):
        result = super().write(vals)
        if self.env["ir.model.data"]._xmlid_to_res_id(DEAL_SEQUENCE) in self.ids:
            self.env.registry.clear_cache("stable")
        return result
