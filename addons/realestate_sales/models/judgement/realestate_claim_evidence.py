from odoo import api, fields, models

KINDS = [
    ("visit", "Book of Visits"),
    ("call", "Book of Calls"),
    ("followup", "Follow-up"),
    ("protection", "Protection"),
    ("household", "Household"),
    ("deal", "Deal"),
    ("claim", "Claim"),
]


class RealestateClaimEvidence(models.Model):
    """A moment of the timeline that a judgement rests on (CUS-7): stored when the ruling is proposed.

    It says when, whose side and what kind: no number, no note, so that both sides may read it; who may open the
    record behind it is that record's own rule.
    """

    _name = "realestate.claim.evidence"
    _description = "Evidence of a Claim"
    _order = "claim_id, date, id"
    _log_access = False
    _check_company_auto = True

    claim_id = fields.Many2one("realestate.claim", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id")
    date = fields.Datetime(readonly=True)
    day = fields.Date(readonly=True, help="Of the project's time zone.")
    user_id = fields.Many2one("res.users", string="Side", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    detail = fields.Char(readonly=True, help="The number in the book, the means, or what happened.")
    is_effective = fields.Boolean(string="Counts", readonly=True)
    until = fields.Date(string="Protected through", readonly=True)
    doubt = fields.Selection(
        [("corrected", "Corrected afterwards"), ("link", "Linked after the deal")],
        readonly=True,
        help="Why the rule does not rest on this line.",
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    text = fields.Char(string="What", compute="_compute_text")

    @api.depends("kind", "detail", "is_effective")
    @api.depends_context("lang")
    def _compute_text(self):
        labels = {
            name: dict(self.env[model]._fields[field]._description_selection(self.env))
            for name, model, field in (
                ("followup", "realestate.followup", "means"),
                ("protection", "realestate.protection.event", "kind"),
                ("household", "realestate.household", "kind"),
            )
        }
        for line in self:
            shown = labels.get(line.kind, {}).get(line.detail, line.detail)
            line.text = getattr(line, f"_text_{line.kind}")(shown)

    def _text_visit(self, detail):
        return self.env._("Registered in the book of visits, no. %s", detail)

    def _text_call(self, detail):
        return self.env._("Registered in the book of calls, no. %s", detail)

    def _text_followup(self, detail):
        if self.is_effective:
            return self.env._("Effective follow-up: %s", detail)
        return self.env._("Follow-up that did not reach the customer: %s", detail)

    def _text_protection(self, detail):
        return detail

    def _text_household(self, detail):
        return self.env._("Linked with the buyer as one customer: %s", detail)

    def _text_deal(self, detail):
        return self.env._("Subscribed: %s", detail)

    def _text_claim(self, _detail):
        return self.env._("Claimed the deal")

    def action_open(self):
        """Open the record behind this line, by the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
