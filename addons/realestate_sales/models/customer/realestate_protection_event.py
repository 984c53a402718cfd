from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateProtectionEvent(models.Model):
    """Something that decided whose customer a lead is: the trail that a judgement reads (CUS-3, CUS-7).

    Written by verbs and by the nightly expiry (one INSERT … SELECT); never changed.
    """

    _name = "realestate.protection.event"
    _description = "Whose Customer, since When"
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Datetime(string="Time", required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(string="Date", required=True, readonly=True, help="Of the project's time zone.")
    kind = fields.Selection(
        [
            ("assigned", "Given to a Consultant"),
            ("renewed", "Protection Renewed"),
            ("extended", "Extended by the Manager"),
            ("expired", "Expired"),
            ("released", "Given up"),
            ("company_pool", "To the Company's Pool"),
            ("taken", "Taken from the Pool"),
            ("reassigned", "Reassigned by the Manager"),
            ("won", "Bought"),
        ],
        string="What Happened",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Consultant", readonly=True, index=True, help="Who has, or had, the customer."
    )
    actor_id = fields.Many2one("res.users", string="By", readonly=True, index=True)
    until = fields.Date(string="Protected through", readonly=True)
    reason = fields.Char(readonly=True)

    _taken_idx = models.Index("(actor_id, day) WHERE kind = 'taken'")

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What happened to a customer stays on record as it was written."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What happened to a customer stays on record as it was written."))
