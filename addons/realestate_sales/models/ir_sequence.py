import re

from odoo import api, fields, models
from odoo.tools import ormcache

DEAL_SEQUENCE = "realestate_sales.realestate_deal_sequence"
# what a number may contain that the deal's day does not tell
TIME_OF_DAY = re.compile(r"%\((current_\w+|(range_)?(h24|h12|min|sec))\)")


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    @ormcache(cache="stable")
    def _realestate_deal_counter(self):
        """Return the database's sequence that numbers deals, kept in memory for the moment of subscribing.

        :return: its name, or None where somebody gave deals another kind of counting than one counter that
            the database itself keeps, or numbers with the time of day
        """
        sequence = self.env.ref(DEAL_SEQUENCE).sudo()
        if sequence.implementation != "standard" or sequence.use_date_range:
            return None
        if TIME_OF_DAY.search(f"{sequence.prefix}{sequence.suffix}"):
            return None
        return f"ir_sequence_{sequence.id:03d}"

    @api.model
    @ormcache("day", cache="stable")
    def _realestate_deal_number_parts(self, day):
        """Return what stands around the counter in the number of a deal of ``day``.

        :return: ``(prefix, digits of the counter, suffix)``
        """
        sequence = self.env.ref(DEAL_SEQUENCE).sudo()
        date = fields.Date.to_string(day)
        prefix, suffix = sequence._get_prefix_suffix(date, date)
        return prefix, sequence.padding, suffix

    def write(self, vals):
        result = super().write(vals)
        if self.env["ir.model.data"]._xmlid_to_res_id(DEAL_SEQUENCE) in self.ids:
            self.env.registry.clear_cache("stable")
        return result
