from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..res_users import MANAGER

STATES = [("draft", "Draft"), ("approved", "Approved"), ("cancelled", "Cancelled")]
# written by the verbs alone
VERB_FIELDS = {"state", "approved_by_id", "approved_on", "line_ids", "bill_id"}
# as approved; changed by nothing afterwards
FROZEN = {"team_id", "contract_id", "date_from", "date_to", "line_ids"}


class RealestateChannelSettlement(models.Model):
    """What a hired team is owed for a period, line by line, approved by the manager and billed once (CH-1).

    An approved settlement stays as it is. Where attendance, calls, visits or deals are corrected afterwards,
    it shows the difference, and the team's next settlement has it as lines that name what they correct.
    """

    _name = "realestate.channel.settlement"
    _description = "Settlement of a Hired Team"
    _inherit = ["realestate.channel.bill.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    contract_id = fields.Many2one(
        "realestate.channel.contract", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    team_id = fields.Many2one(related="contract_id.team_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="Through", required=True, tracking=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True, tracking=True)
    line_ids = fields.One2many("realestate.channel.settlement.line", "settlement_id", string="Lines")
    amount = fields.Monetary(compute="_compute_amount", store=True, tracking=True)
    difference = fields.Monetary(
        compute="_compute_difference",
        help="What corrections since the approval would change; settled with the next settlement.",
    )
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    note = fields.Text(string="Remarks")

    _period = models.Constraint(
        "CHECK(date_to >= date_from)", "The period ends before it begins: choose a later last day."
    )

    @api.depends("contract_id.team_id.name", "date_from", "date_to")
    def _compute_name(self):
        for settlement in self:
            settlement.name = (
                f"{settlement.team_id.name} {settlement.date_from} – {settlement.date_to}"
                if settlement.team_id and settlement.date_from
                else self.env._("New Settlement")
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for settlement in self:
            settlement.amount = sum(settlement.line_ids.mapped("amount"))

    @api.depends("state", "line_ids.amount")
    def _compute_difference(self):
        for settlement in self:
            differences = settlement._differences() if settlement.state == "approved" else {}
            settlement.difference = sum(differences.values())

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_verb_fields(vals)
        settlements = super().create(vals_list)
        settlements._compute_lines()
        return settlements

    def write(self, vals):
        self._refuse_verb_fields(vals)
        if FROZEN & vals.keys() and any(settlement.state != "draft" for settlement in self):
            raise UserError(self.env._("An approved settlement stays as it is: corrections go into the next one."))
        result = super().write(vals)
        if {"contract_id", "date_from", "date_to"} & vals.keys():
            self._compute_lines()
        return result

    @api.model
    def _refuse_verb_fields(self, vals):
        if not self.env.su and VERB_FIELDS & vals.keys():
            raise AccessError(self.env._("A settlement is computed, approved and billed by its buttons alone."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if any(settlement.state != "draft" for settlement in self):
            raise UserError(self.env._("An approved settlement stays on record."))

    # ------------------------------------------------------------------
    # lines
    # ------------------------------------------------------------------
    def action_compute(self):
        """Compute the lines of a draft anew."""
        if any(settlement.state != "draft" for settlement in self):
            raise UserError(self.env._("An approved settlement stays as it is: corrections go into the next one."))
        self._compute_lines()
        return True

    def _compute_lines(self):
        """Write the lines of these drafts: what is due in the period and not settled, and what corrects earlier ones.

        Settling reads visits and deals of customers whom the user may not reach: as superuser.
        """
        for settlement in self.sudo():
            lines = self.env["realestate.channel.settlement.line"].sudo()
            settlement.line_ids.unlink()
            due = lines._due(settlement.contract_id, settlement.date_from, settlement.date_to)
            settled = lines._settled(settlement.team_id)
            vals_list = [vals for key, vals in due.items() if key not in settled]
            vals_list += settlement._prepare_adjustments(settled)
            settlement.write({"line_ids": [Command.create(vals) for vals in vals_list]})

    def _prepare_adjustments(self, settled):
        """Return the values of lines for what has changed since it was settled (never twice: what was corrected
        before counts as settled).

        :param dict settled: key → lines, as ``line._settled`` gives it
        """
        self.ensure_one()
        originals = {key: lines.filtered(lambda line: not line.adjusts_line_id) for key, lines in settled.items()}
        approved = self.search([("team_id", "=", self.team_id.id), ("state", "=", "approved")])
        due = {}
        for other in approved | self:
            due |= self.env["realestate.channel.settlement.line"]._due(
                other.contract_id, other.date_from, other.date_to
            )
        vals_list = []
        for key, lines in settled.items():
            now = due.get(key, {"amount": 0.0, "quantity": 0.0})
            change = self.currency_id.round(now["amount"] - sum(lines.mapped("amount")))
            if change and lines.settlement_id <= approved:
                vals_list.append(originals[key]._prepare_adjustment_vals(now, change))
        return vals_list

    def _differences(self):
        """Return key → ¥ by which what is due now differs from what was settled, of this settlement's own lines."""
        self.ensure_one()
        lines = self.env["realestate.channel.settlement.line"].sudo()
        due = lines._due(self.contract_id, self.date_from, self.date_to)
        settled = lines._settled(self.team_id)
        own = {line._key() for line in self.sudo().line_ids if not line.adjusts_line_id}
        changes = {
            key: self.currency_id.round(
                due.get(key, {"amount": 0.0})["amount"] - sum(settled.get(key, lines).mapped("amount"))
            )
            for key in own
        }
        # what was entered into the period after the approval
        changes |= {key: vals["amount"] for key, vals in due.items() if key not in settled and key not in own}
        return {key: change for key, change in changes.items() if change}

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_approve(self):
        """Approve: the lines are computed once more, and stay from then on (CH-1).

        :raises AccessError: by the channel manager alone
        :raises UserError: there is nothing to pay
        """
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Settlements are approved by the channel manager."))
        self.check_access("write")
        for settlement in self:
            if settlement.state != "draft":
                raise UserError(self.env._("%s is approved or cancelled already.", settlement.name))
            settlement._compute_lines()
            if not settlement.line_ids:
                raise UserError(
                    self.env._(
                        "%s: nothing is to be settled. Enter the attendance of these days, and the contract's pay rules.",
                        settlement.name,
                    )
                )
        self.sudo().write({"state": "approved", "approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()})
        return True

    def action_cancel(self):
        """Take a settlement back that has no bill, or whose bill was cancelled: its lines are free again."""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Settlements are approved by the channel manager."))
        self.check_access("write")
        for settlement in self:
            if settlement.sudo().bill_id.state in ("draft", "posted"):
                raise UserError(self.env._("%s is billed: cancel the vendor bill first.", settlement.name))
            if settlement.sudo().line_ids.adjusted_by_ids.filtered(lambda line: line.settlement_id.state == "approved"):
                raise UserError(self.env._("%s is corrected by a later settlement already.", settlement.name))
        self.sudo().line_ids.unlink()
        self.sudo().write({"state": "cancelled"})
        return True

    def action_bill(self):
        """Make the draft vendor bill of approved settlements; by the accountant (CH-1)."""
        if any(settlement.state != "approved" for settlement in self):
            raise UserError(self.env._("The channel manager approves a settlement before it is billed."))
        self._create_bills()
        return self.action_view_bill() if len(self) == 1 else True

    # ------------------------------------------------------------------
    # the bill
    # ------------------------------------------------------------------
    def _bill_partner(self):
        return self.partner_id

    def _bill_date(self):
        return self.date_to

    def _bill_amounts(self):
        labels = dict(self.env["realestate.channel.settlement.line"]._fields["basis"]._description_selection(self.env))
        groups = self.sudo().line_ids.grouped(lambda line: (line.project_id, line.basis))
        return [
            (
                self.env._(
                    "%(team)s, %(basis)s, %(from)s – %(to)s",
                    **{"team": self.team_id.name, "basis": labels[basis], "from": self.date_from, "to": self.date_to},
                ),
                self.currency_id.round(sum(lines.mapped("amount"))),
                project,
            )
            for (project, basis), lines in groups.items()
        ]
