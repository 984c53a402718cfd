from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.realestate_sales.fields import MaskedChar
from odoo.addons.realestate_sales.tools.masking import mask_value

# with these a number may be with a caller
OPEN_STATES = ("new", "unreached", "reached")
STATES = [
    ("new", "Not Called"),
    ("unreached", "Not Reached"),
    ("reached", "Got Through"),
    ("interested", "Shows Interest"),
    ("dead", "Wrong Number"),
    ("do_not_call", "Do not Call"),
    ("customer", "Customer already"),
]
# how many numbers a release or an expiry takes at once
BATCH = 2000


class RealestateCallNumber(models.Model):
    """A number to be called, once in all lists of a company, and with one caller at a time (CH-3).

    Both are the database's: a unique index on the number, and one row that names its one holder. ``user_id`` has it
    through ``protected_until``; who does not is nobody's. Imported by SQL; changed by the verbs alone.
    """

    _name = "realestate.call.number"
    _description = "Number to be Called"
    _inherit = ["realestate.masked.mixin"]
    _order = "list_id desc, id"
    _check_company_auto = True

    list_id = fields.Many2one(
        "realestate.call.list", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    team_id = fields.Many2one("realestate.channel.team", required=True, readonly=True, index=True)
    active = fields.Boolean(default=True, readonly=True)
    person = fields.Integer(readonly=True, aggregator=None, export_string_translation=False)
    main_id = fields.Many2one(
        "realestate.call.number",
        string="Other Number of",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The person's number that is called; this one stands beside it.",
    )
    other_ids = fields.One2many("realestate.call.number", "main_id", string="Other Numbers", readonly=True)
    name = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    phone = MaskedChar(mask="phone", required=True, readonly=True)
    phone_sanitized = MaskedChar(
        string="Sanitized Number", mask="phone", compact=True, required=True, readonly=True, index=True
    )
    cleaned = fields.Boolean(readonly=True, help="Was written in another way in the file.")

    # where it is
    state = fields.Selection(STATES, required=True, readonly=True, default="new", index=True)
    lot_id = fields.Many2one("realestate.call.lot", readonly=True, index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Caller", readonly=True, index="btree_not_null")
    protected_until = fields.Date(string="Protected through", readonly=True, help="The last day it is the caller's.")
    next_date = fields.Date(string="Next Call", readonly=True)
    skip_count = fields.Integer(readonly=True, aggregator=None, export_string_translation=False)
    shown_user_id = fields.Many2one(
        "res.users", readonly=True, export_string_translation=False, help="Whose seeing it in full is logged already."
    )

    # what came of it
    call_ids = fields.One2many("realestate.call", "number_id", string="Calls", readonly=True)
    call_count = fields.Integer(string="Calls Made", readonly=True)
    last_call_id = fields.Many2one("realestate.call", readonly=True, index="btree_not_null")
    last_result_id = fields.Many2one(related="last_call_id.result_id", string="Last Result")
    last_date = fields.Datetime(related="last_call_id.date", string="Last Called")
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True, index="btree_not_null")

    _number_uniq = models.UniqueIndex(
        "(company_id, phone_sanitized) WHERE active", "This number is in another list of the company already."
    )
    _held_until = models.Constraint(
        "CHECK((user_id IS NULL) = (protected_until IS NULL) AND (user_id IS NULL) = (lot_id IS NULL))",
        "A number is with a caller in a lot and until a day, or with nobody.",
    )
    _held_open = models.Constraint(
        "CHECK(user_id IS NULL OR (active AND state IN ('new', 'unreached', 'reached')))",
        "Nobody has a number that is not to be called any more.",
    )
    _free_idx = models.Index("(list_id, state, id) WHERE active AND user_id IS NULL AND main_id IS NULL")
    _due_idx = models.Index("(project_id, protected_until) WHERE user_id IS NOT NULL")
    _person_idx = models.Index("(list_id, person)")

    @api.depends("name", "phone")
    def _compute_display_name(self):
        for number in self:
            # masked even for the superuser: the name goes into logs and titles
            number.display_name = " ".join(filter(None, (number.name, mask_value(number.phone, "phone"))))

    # ------------------------------------------------------------------
    # who sees the number (ACCESS-3)
    # ------------------------------------------------------------------
    @api.model
    def _realestate_masked_domain(self):
        # in lists, exports and reports for everybody: a caller sees one at a time, on the call screen
        return Domain.TRUE

    def realestate_reveal(self, field_name):
        """Return a number in full, to its caller while he has it, or to who leads the team; logged (ACCESS-3)."""
        self.ensure_one()
        self.check_access("read")
        if field_name not in self._masked_fields():
            raise ValidationError(self.env._("This field has nothing to reveal."))
        number = self.sudo()
        if not (number._is_with(self.env.user) or self.env.user._realestate_leads_channel(number.team_id)):
            raise AccessError(self.env._("A number is shown to who calls it, while it is given out to him."))
        self._log_disclosure("reveal", [field_name])
        return number[field_name]

    def _is_with(self, user):
        """Return whether ``user`` has this number today."""
        number = self.sudo()
        return number.user_id == user and number.protected_until >= number.project_id._today()

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def _persons(self):
        """Return these numbers and the others of the same persons."""
        mains = self.main_id | self.filtered(lambda number: not number.main_id)
        return mains | mains.with_context(active_test=False).other_ids

    def _release(self):
        """Give these numbers back: nobody has them, somebody else may get them."""
        numbers = self.sudo()
        numbers = (numbers | numbers.other_ids).filtered("user_id")
        numbers.write(self._prepare_release_vals())

    @api.model
    def _prepare_release_vals(self):
        return {
            "user_id": False,
            "lot_id": False,
            "protected_until": False,
            "next_date": False,
            "shown_user_id": False,
            "skip_count": 0,
        }

    def _stop(self):
        """These persons are not to be called any more, whoever has them now."""
        self._persons().filtered("active").write({"state": "do_not_call", **self._prepare_release_vals()})

    @api.model
    def _cron_take_back(self):
        """Take back what was not called by its day, and what is no longer protected; in batches, by each project's
        own midnight (CH-3)."""
        for [project] in self.sudo()._read_group([("user_id", "!=", False)], ["project_id"]):
            while taken := self._take_back_due(project, BATCH):
                remaining = self.sudo().search_count(
                    [("project_id", "=", project.id), ("protected_until", "<", project._today())]
                )
                if not self.env["ir.cron"]._commit_progress(taken, remaining=remaining):
                    return

    @api.model
    def _take_back_due(self, project, limit):
        """Take back up to ``limit`` numbers of the project whose protection is over; return how many."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number
                   SET user_id = NULL, lot_id = NULL, protected_until = NULL, next_date = NULL, shown_user_id = NULL,
                       skip_count = 0
                 WHERE id IN (SELECT id FROM realestate_call_number
                               WHERE project_id = %s AND user_id IS NOT NULL AND protected_until < %s
                               LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
                """,
                project.id,
                project._today(),
                limit,
            )
        )
        taken = self.env.cr.rowcount
        self.invalidate_model()
        return taken
