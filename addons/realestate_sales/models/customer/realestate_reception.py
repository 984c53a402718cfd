from odoo import fields, models

from ...fields import MaskedChar
from .crm_lead import SOURCES


class RealestateReception(models.Model):
    """A line of the registration book of visits 来访 or calls 来电: numbered without gaps, never deleted (CUS-1)."""

    _name = "realestate.reception"
    _description = "Registration"
    _inherit = ["realestate.person.mixin", "realestate.masked.mixin", "mail.thread"]
    _order = "day desc, kind, number desc"
    _check_company_auto = True

    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    kind = fields.Selection([("visit", "Visit"), ("call", "Call")], required=True, readonly=True, default="visit")
    day = fields.Date(required=True, readonly=True, help="Of the project's time zone.")
    number = fields.Integer(required=True, readonly=True, aggregator=None, help="Of the book, that day.")
    date = fields.Datetime(string="Time", required=True, readonly=True, default=fields.Datetime.now)
    name = fields.Char(string="Visitor", required=True, tracking=True)
    phone = MaskedChar(mask="phone", required=True, tracking=True)
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
    )
    source = fields.Selection(SOURCES, required=True, tracking=True)
    medium_id = fields.Many2one("utm.medium", string="How They Heard of Us", index="btree_not_null", tracking=True)
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Received by", readonly=True, index=True, tracking=True)
    holder_id = fields.Many2one(
        "res.users", string="Customer of", readonly=True, index=True, help="Whose customer this is after the reception."
    )
    referrer_id = fields.Many2one("res.partner", string="Referred by Owner", readonly=True, index="btree_not_null")
    is_first = fields.Boolean(string="First Time", readonly=True)
    is_duty = fields.Boolean(
        string="Received for a Colleague", readonly=True, help="义务接待: the turn is kept (CUS-6)."
    )
    reason = fields.Char(string="Why This Consultant", readonly=True)

    _number_uniq = models.UniqueIndex("(project_id, day, kind, number)", "This number of the book is given already.")
    _phone_idx = models.Index("(phone_sanitized, project_id)")
