from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STEPS = [("holder", "Holder"), ("head", "Head of Department"), ("general_manager", "General Manager")]


class RealestateJobConfirmation(models.Model):
    """One signature under a job description: whose, in which turn, given when (HR-1).

    Made when the description goes round, written by its verbs alone.
    """

    _name = "realestate.job.confirmation"
    _description = "Confirmation of a Job Description"
    _order = "description_id, sequence, id"
    _rec_name = "name"

    description_id = fields.Many2one(
        "realestate.job.description", string="Job Description", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="description_id.company_id", store=True, index=True)
    step = fields.Selection(STEPS, required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    name = fields.Char(required=True)
    user_id = fields.Many2one("res.users", index="btree_not_null", help="Empty: has no login and signs on paper.")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="set null")
    date = fields.Date(string="Confirmed on")
    is_on_paper = fields.Boolean(string="On Paper", help="HR keeps the signed sheet.")
    is_in_turn = fields.Boolean(compute="_compute_is_in_turn")

    _step_uniq = models.UniqueIndex(
        "(description_id, step, employee_id)", "Nobody confirms the same description twice in one step."
    )
    _paper_dated = models.Constraint("CHECK(is_on_paper IS NOT TRUE OR date IS NOT NULL)", "A signature has its day.")

    @api.depends("step")
    def _compute_sequence(self):
        order = {step: number for number, (step, _label) in enumerate(STEPS, 1)}
        for confirmation in self:
            confirmation.sequence = order.get(confirmation.step, 0)

    @api.depends("date", "step", "description_id.confirmation_ids.date", "description_id.state")
    def _compute_is_in_turn(self):
        for confirmation in self:
            confirmation.is_in_turn = confirmation in confirmation.description_id._confirmations_in_turn()

    def action_on_paper(self):
        """Record the signature of one who has no login, when it is his turn.

        :raises AccessError: not by HR
        :raises UserError: it is not his turn, or he can confirm himself
        """
        if not self.env.user.has_group("realestate_sales.realestate_sales_group_hr"):
            raise AccessError(self.env._("Signatures on paper are recorded by human resources."))
        self.check_access("read")
        for confirmation in self:
            if confirmation.user_id:
                raise UserError(self.env._("%s has a login: he confirms himself.", confirmation.name))
            if not confirmation.is_in_turn:
                raise UserError(self.env._("It is not the turn of %s yet.", confirmation.name))
        self.sudo().is_on_paper = True
        self.sudo()._sign()
        return True

    def _sign(self):
        """Note the signatures of today and let their descriptions go on."""
        for confirmation in self:
            confirmation.date = confirmation.company_id._realestate_today()
        self.description_id._post_confirmed(self)
