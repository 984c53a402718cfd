from odoo import fields, models


class CrmLead(models.Model):
    """The event at which a customer was won stays with him to the contract (CH-5)."""

    _inherit = "crm.lead"

    realestate_event_id = fields.Many2one(
        "realestate.enterprise.event",
        string="Won at the Event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
