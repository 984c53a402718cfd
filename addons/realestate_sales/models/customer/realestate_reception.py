import json
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...fields import MaskedChar
from .crm_lead import SOURCES

# what a correction may change; everything else of a line stays as it was written
CORRECTED_FIELDS = ("name", "phone", "source", "medium_id")
BASES = [
    ("turn", "In Turn"),
    ("asked", "Asked for"),
    ("holder", "Own Customer"),
    ("together", "With Whom Is Received Already"),
    ("owner", "Owner"),
    ("referral", "Referral in Turn"),
    ("answered", "Answered the Call"),
]


class RealestateReception(models.Model):
    """A line of the registration book of visits 来访 or calls 来电: numbered without gaps, never deleted (CUS-1).

    Written by ``project._register_visitor`` alone, corrected by ``_correct`` with a reason that stays.
    """

    _name = "realestate.reception"
    _description = "Registration"
    _inherit = ["realestate.person.mixin", "realestate.masked.mixin", "mail.thread"]
    _order = "day desc, kind, number desc"
    _check_company_auto = True

    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    kind = fields.Selection([("visit", "Visit"), ("call", "Call")], required=True, readonly=True, default="visit")
    day = fields.Date(string="Date", required=True, readonly=True, help="Of the project's time zone.")
    number = fields.Integer(
        string="Number in the Book", required=True, readonly=True, aggregator=None, help="Of the book, that day."
    )
    date = fields.Datetime(string="Time", required=True, readonly=True, default=fields.Datetime.now)
    date_end = fields.Datetime(string="Received until", readonly=True)
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
    user_id = fields.Many2one("res.users", string="Received by", readonly=True, index=True)
    holder_id = fields.Many2one(
        "res.users", string="Customer of", readonly=True, index=True, help="Whose customer this is after the reception."
    )
    asked_user_id = fields.Many2one("res.users", string="Asked for", readonly=True, index="btree_not_null")
    # another consultant's customer: who receives need not know his name
    referrer_id = fields.Many2one(
        "res.partner",
        string="Referred by Owner",
        readonly=True,
        index="btree_not_null",
        groups="realestate_sales.realestate_sales_group_manager,realestate_sales.realestate_sales_group_administrator",
    )
    is_first = fields.Boolean(string="First Time", readonly=True)
    is_duty = fields.Boolean(
        string="Received for a Colleague", readonly=True, help="义务接待: the turn is kept (CUS-6)."
    )
    uses_turn = fields.Boolean(string="Used a Turn", readonly=True)
    basis = fields.Selection(BASES, string="Rule", readonly=True, help="Which rule of the rotation decided (CUS-6).")
    reason = fields.Char(string="Why This Consultant", readonly=True)
    desk_user_id = fields.Many2one(
        "res.users", string="Registered by", readonly=True, index=True, default=lambda self: self.env.user
    )

    _number_uniq = models.UniqueIndex("(project_id, day, kind, number)", "This number of the book is given already.")
    _number_positive = models.Constraint("CHECK(number > 0)", "A book begins with number 1.")
    _complete = models.Constraint(
        "CHECK(btrim(name) != '' AND btrim(phone) != '')", "A line of the book has a name and a phone number."
    )
    _phone_idx = models.Index("(phone_sanitized, project_id)")
    # a book's first page without sorting the whole book
    _order_idx = models.Index("(day DESC, kind, number DESC)")

    def init(self):
        # no right, no sudo and no SQL of an addon tears a page out of the book or numbers it anew
        super().init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_reception_kept() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'a line of the registration book stays as it was numbered'
                    USING ERRCODE = 'restrict_violation';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_reception_kept
                BEFORE DELETE ON realestate_reception
                FOR EACH ROW EXECUTE FUNCTION realestate_reception_kept();
            CREATE OR REPLACE TRIGGER realestate_reception_numbered
                BEFORE UPDATE OF project_id, kind, day, number, date ON realestate_reception
                FOR EACH ROW
                WHEN ((OLD.project_id, OLD.kind, OLD.day, OLD.number, OLD.date)
                      IS DISTINCT FROM (NEW.project_id, NEW.kind, NEW.day, NEW.number, NEW.date))
                EXECUTE FUNCTION realestate_reception_kept();
            """
        )

    @api.depends("kind", "day", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = self.env._(
                "%(kind)s %(day)s No. %(number)s", kind=kinds.get(line.kind), day=line.day, number=line.number
            )

    # ------------------------------------------------------------------
    # who sees
    # ------------------------------------------------------------------
    @api.depends("lead_id.user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """The number is seen by whose customer it is now; not by who received for a colleague (ACCESS-3)."""
        if self.env.user.has_group("realestate_sales.realestate_sales_group_consultant"):
            return Domain("lead_id.user_id", "!=", self.env.uid) | Domain("lead_id", "=", False)
        return Domain.TRUE

    # ------------------------------------------------------------------
    # kept for good
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.context.get("realestate_correcting") and not set(CORRECTED_FIELDS).isdisjoint(vals):
            raise UserError(self.env._("A line of the registration book is changed by a correction with its reason."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A line of the registration book is never deleted: correct it, with the reason."))

    # ------------------------------------------------------------------
    # correction
    # ------------------------------------------------------------------
    def action_correct(self):
        """Return the window that corrects one line, with its reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct a Registration"),
            "res_model": "realestate.reception.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reception_id": self.id},
        }

    def _correct(self, vals, reason):
        """Change what was written wrongly; old and new value and the reason stay in the chatter (CUS-1).

        The customer's opportunity follows where it has the same wrong value.

        :param dict vals: some of ``CORRECTED_FIELDS``
        :param str reason: kept with it
        :raises AccessError: the user is neither manager nor administrator
        :raises UserError: nothing to change, a phone that is no number
        """
        self.ensure_one()
        self.check_access("read")
        self.project_id._check_reception_manager()
        line = self.sudo()
        vals = {
            name: value
            for name, value in vals.items()
            if name in CORRECTED_FIELDS and value != (line[name].id if name == "medium_id" else line[name])
        }
        if not vals:
            raise UserError(self.env._("Nothing is changed: correct a field first."))
        if "phone" in vals:
            self.project_id._check_reception_phone(vals["phone"])
        line._correct_lead(vals)
        line.with_context(realestate_correcting=True).write(vals)
        line._track_set_log_message(self.env._("Corrected: %s", reason))

    def _correct_lead(self, vals):
        lead = self.lead_id
        changes = {}
        if "phone" in vals and lead.phone_sanitized == self.phone_sanitized:
            changes["phone"] = vals["phone"]
        if "name" in vals and lead.contact_name == self.name:
            changes |= {"contact_name": vals["name"], "name": vals["name"]}
        if "source" in vals and lead.realestate_source == self.source:
            changes["realestate_source"] = vals["source"]
        if "medium_id" in vals and lead.medium_id == self.medium_id:
            changes["medium_id"] = vals["medium_id"]
        if changes and self.is_first:
            lead.write(changes)

    # ------------------------------------------------------------------
    # Excel
    # ------------------------------------------------------------------
    def action_export(self):
        """Return the workbook of the chosen lines, or of all that the list shows; numbers as on the screen."""
        return self._action_export({})

    def action_export_in_full(self):
        """Return the same with the numbers in full: a manager's, each one logged (ACCESS-3)."""
        return self._action_export({"full": 1})

    def _action_export(self, params):
        domain = [("id", "in", self.ids)] if self else self.env.context.get("active_domain", [])
        query = urlencode({"domain": json.dumps(domain), **params})
        return {"type": "ir.actions.act_url", "url": f"/realestate/reception/xlsx?{query}", "target": "download"}

    def _disclose_for_export(self, *, wanted):
        """Log who takes which numbers with him, and return the lines whose number goes out in full.

        :param bool wanted: in full, where the user is a manager
        :raises AccessError: the user is none
        """
        if wanted and not self.env.user.has_group("realestate_sales.realestate_sales_group_manager"):
            raise AccessError(self.env._("Numbers in full are exported by the sales manager."))
        in_full = self if wanted else self.filtered(lambda line: not line.realestate_masked)
        if in_full:
            in_full._log_disclosure("export", ["phone"])
        return in_full

    # ------------------------------------------------------------------
    # who is told
    # ------------------------------------------------------------------
    def _inform_holder(self):
        """Tell the consultant that a colleague received his customer: he follows up (CUS-6)."""
        note = self.env._(
            "%(user)s received your customer for you. %(reason)s", user=self.user_id.name, reason=self.reason
        )
        summary = self.env._("Received by a Colleague")
        if self.lead_id:
            self.lead_id.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.day,
                summary=summary,
                note=note,
                user_id=self.holder_id.id,
            )
        self.holder_id._bus_send("simple_notification", {"type": "warning", "title": summary, "message": note})

    def _tell_receiver(self):
        """Say on the consultant's own screen that a visitor is his to receive."""
        if self.kind == "visit":
            title = self.env._("Visitor No. %(number)s: %(name)s", number=self.number, name=self.name)
            message = {"type": "info", "title": title, "message": self.reason}
            self.user_id._bus_send("simple_notification", message)
