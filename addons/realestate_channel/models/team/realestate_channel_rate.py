from odoo import fields, models

from .realestate_channel_contract import BASES


class RealestateChannelRate(models.Model):
    """A pay rule of a hired team: so many ¥ a person-day, call, visit or deal, from a day on (CH-1)."""

    _name = "realestate.channel.rate"
    _description = "Pay Rule of a Hired Team"
    _order = "contract_id, basis, date_from"

    contract_id = fields.Many2one("realestate.channel.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    basis = fields.Selection(BASES, string="Paid per", required=True, default="day")
    date_from = fields.Date(string="From", required=True, help="Holds until the next rule of this kind.")
    amount = fields.Monetary(required=True)

    _from_uniq = models.UniqueIndex(
        "(contract_id, basis, date_from)", "This contract has a rule of this kind from that day already."
    )
    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A pay rule's amount cannot be negative.")
