from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RealestateCommissionSettle(models.TransientModel):
    """Compute what has changed and collect it into settlements: one for each partner, one for the staff (CH-7)."""

    _name = "realestate.commission.settle"
    _description = "Settle Commission"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("partner", "Partners"), ("staff", "Own Staff"), ("both", "Both")],
        string="For",
        required=True,
        default=lambda self: self._default_kind(),
    )
    project_id = fields.Many2one(
        "realestate.project",
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_project(),
        help="Empty: all projects of the company in one settlement.",
    )
    partner_ids = fields.Many2many(
        "res.partner", "realestate_commission_settle_partner_rel", "settle_id", "partner_id", string="Partners",
        help="Empty: all who have something to settle.",
    )  # fmt: skip
    date_from = fields.Date(string="Period from", required=True, default=lambda self: self._default_period()[0])
    date_to = fields.Date(string="Through", required=True, default=lambda self: self._default_period()[1])

    @api.model
    def _default_kind(self):
        """Only who answers for the staff settles their commission."""
        return "both" if self.env["realestate.deal"]._is_role("manager") else "partner"

    @api.model
    def _default_project(self):
        """A manager settles a project of his own, a director the whole company."""
        if self.env["realestate.deal"]._is_role("director") or not self.env["realestate.deal"]._is_role("manager"):
            return self.env["realestate.project"]
        return self.env["realestate.project"].search([("id", "in", self.env.user._realestate_project_ids())], limit=1)

    @api.model
    def _default_period(self):
        first = self.env.company._realestate_today().replace(day=1)
        return (first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)

    def action_settle(self):
        """Make the settlements and open them.

        :raises UserError: nothing is to be settled
        """
        self.ensure_one()
        settlements = self.env["realestate.commission.settlement"]
        settlements.check_access("create")
        settlements._check_prepares()
        self._check_scope()
        deals = self.env["realestate.deal"].sudo()
        book = self.env["realestate.commission.book"].sudo().search([("company_id", "=", self.company_id.id)])
        deals._commission_changed(self.company_id, book.followed_until or "1970-01-01")._earn_commission()
        self.env["realestate.commission.book"]._lock(self.company_id)
        created = settlements.create(self._prepare_settlements())
        created.sudo()._collect()
        empty = created.filtered(lambda settlement: not settlement.line_count)
        created -= empty
        empty.sudo().unlink()
        if not created:
            raise UserError(
                self.env._(
                    "Nothing is to be settled up to %s: no commission is open, or it is carried on.", self.date_to
                )
            )
        return created._action_settlements()

    def _check_scope(self):
        """A manager settles own projects; the staff's commission is not the channel manager's."""
        deals = self.env["realestate.deal"]
        if deals._is_role("director"):
            return
        if deals._is_role("manager"):
            if self.project_id.id not in self.env.user._realestate_project_ids():
                raise UserError(self.env._("Choose one of your projects: you settle what was earned there."))
        elif self.kind != "partner":
            raise UserError(self.env._("The commission of own staff is settled by the sales manager or the director."))

    def _prepare_settlements(self):
        base = {
            "company_id": self.company_id.id,
            "project_id": self.project_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }
        values = []
        if self.kind != "staff":
            values += [{**base, "kind": "partner", "partner_id": partner.id} for partner in self._partners_to_settle()]
        if self.kind != "partner":
            values.append({**base, "kind": "staff"})
        return values

    def _partners_to_settle(self):
        """Return the partners with something open; by setting, those below zero are carried on."""
        lines = self.env["realestate.commission.line"].sudo()
        domain = lines._open_domain(self.company_id, self.date_to) & Domain("partner_id", "!=", False)
        if self.project_id:
            domain &= Domain("project_id", "=", self.project_id.id)
        if self.partner_ids:
            domain &= Domain("partner_id", "in", self.partner_ids.ids)
        carries = self.company_id.sudo().realestate_commission_negative == "carry"
        currency = self.company_id.currency_id
        return [
            partner
            for partner, amount in lines._read_group(domain, ["partner_id"], ["amount:sum"])
            if not carries or currency.compare_amounts(amount, 0) >= 0
        ]
