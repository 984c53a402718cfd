from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RealestateHold(models.Model):
    """A manager keeps a unit back, with reason and expiry (INV-6)."""

    _name = "realestate.hold"
    _description = "Hold"
    _order = "id desc"
    _check_company_auto = True

    unit_id = fields.Many2one("realestate.unit", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="unit_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Held by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    reason = fields.Char(required=True)
    expires_on = fields.Datetime(required=True, index=True)
    state = fields.Selection(
        [("active", "Active"), ("released", "Released"), ("expired", "Expired")],
        default="active",
        required=True,
        readonly=True,
    )
    ended_on = fields.Datetime(readonly=True)

    _unit_active_uniq = models.UniqueIndex("(unit_id) WHERE state = 'active'", "This unit is on hold already.")
    _expiry_idx = models.Index("(expires_on) WHERE state = 'active'")

    @api.depends("unit_id.display_name")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = self.env._("Hold on %s", hold.unit_id.display_name)

    @api.model_create_multi
    def create(self, vals_list):
        units = self.env["realestate.unit"].browse({vals["unit_id"] for vals in vals_list})
        units._claim_or_refuse()
        now = fields.Datetime.now()
        for vals in vals_list:
            if fields.Datetime.to_datetime(vals["expires_on"]) <= now:
                raise ValidationError(self.env._("A hold must expire in the future."))
        return super().create(vals_list)

    def action_release(self):
        """End the hold before its expiry; the unit is for sale again if nothing else keeps it."""
        self.filtered(lambda h: h.state == "active")._end("released")
        return True

    def _end(self, state):
        self.write({"state": state, "ended_on": fields.Datetime.now()})

    @api.model
    def _cron_expire(self):
        """End the holds whose time is up, in batches that survive an interruption (INV-6)."""
        domain = [("state", "=", "active"), ("expires_on", "<=", fields.Datetime.now())]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while holds := self.search(domain, limit=500, order="expires_on, id"):
            holds._end("expired")
            if not cron._commit_progress(len(holds)):
                break

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Holds stay on record; release the unit instead."))
