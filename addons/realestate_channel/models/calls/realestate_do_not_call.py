from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.realestate_sales.fields import MaskedChar


class RealestateDoNotCall(models.Model):
    """Who does not want to be called (免打扰名单): at once, for everybody of the company (CH-3)."""

    _name = "realestate.do.not.call"
    _description = "Do-not-call Number"
    _inherit = ["realestate.masked.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "phone"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True, tracking=True, help="Archived: may be called again.")
    name = fields.Char()
    phone = MaskedChar(mask="phone", required=True)
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Char(tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Entered by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    call_id = fields.Many2one("realestate.call", readonly=True, index="btree_not_null", ondelete="set null")

    _number_uniq = models.UniqueIndex(
        "(company_id, phone_sanitized) WHERE active", "This number is on the do-not-call list already."
    )

    @api.constrains("phone")
    def _check_phone(self):
        for refused in self.sudo():
            if not refused.phone_sanitized:
                raise ValidationError(self._phone_message(refused.phone))

    @api.model
    def _realestate_masked_domain(self):
        return Domain.TRUE

    @api.model_create_multi
    def create(self, vals_list):
        refused = super().create(vals_list)
        refused._take_effect()
        return refused

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") or "phone" in vals:
            self._take_effect()
        return result

    def _take_effect(self):
        """Stop whatever is called of these numbers now, whoever has them."""
        numbers = self.env["realestate.call.number"].sudo()
        for company, refused in self.sudo().filtered("active").grouped("company_id").items():
            numbers.search(
                [("company_id", "=", company.id), ("phone_sanitized", "in", refused.mapped("phone_sanitized"))]
            )._stop()

    @api.model
    def _refuse(self, numbers, call):
        """Put the numbers of a person on the list because of a call; those that are on it stay as they are.

        The numbers themselves are stopped by the caller of this method.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO realestate_do_not_call (company_id, active, name, phone, phone_sanitized, date, reason,
                                                    user_id, call_id, create_uid, write_uid, create_date, write_date)
                SELECT company_id, TRUE, name, phone, phone_sanitized, %(day)s, %(reason)s, %(user)s, %(call)s,
                       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM realestate_call_number WHERE id = ANY(%(ids)s)
                ON CONFLICT DO NOTHING
                """,
                day=call.day,
                reason=call.note or call.result_id.name,
                user=self.env.uid,
                call=call.id,
                ids=numbers.ids,
            )
        )
