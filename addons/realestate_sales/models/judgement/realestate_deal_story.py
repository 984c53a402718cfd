from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateDealStory(models.Model):
    """A trainee's report of his first deal 成交心得, with his mentor's comment."""

    _name = "realestate.deal.story"
    _description = "First-Deal Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Trainee", required=True, readonly=True, index=True)
    mentor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [("asked", "To Write"), ("written", "To Comment"), ("commented", "Commented")],
        required=True, readonly=True, default="asked", tracking=True,
    )  # fmt: skip
    how_won = fields.Text(string="How the Customer Was Won")
    obstacles = fields.Text(string="What Was Difficult, and How It Was Solved")
    lesson = fields.Text(string="What I Learnt")
    written_on = fields.Datetime(readonly=True)
    comment = fields.Text(string="Mentor's Comment")
    commented_on = fields.Datetime(readonly=True)

    _user_uniq = models.UniqueIndex("(user_id)", "There is one first deal.")

    @api.depends("user_id", "deal_id")
    def _compute_display_name(self):
        for story in self:
            story.display_name = f"{story.sudo().user_id.name} {story.sudo().deal_id.unit_id.name}"

    def write(self, vals):
        if not self.env.su:
            own, mentored = {"how_won", "obstacles", "lesson"}, {"comment"}
            for story in self:
                allowed = set()
                if story.user_id == self.env.user and story.state == "asked":
                    allowed |= own
                if story.mentor_id == self.env.user or self.env["realestate.deal"]._is_role("manager"):
                    allowed |= mentored
                if set(vals) - allowed:
                    raise UserError(
                        self.env._("The trainee writes his report until he hands it in; his mentor comments on it.")
                    )
        return super().write(vals)

    def action_hand_in(self):
        """Hand the report in to the mentor."""
        self.check_access("write")
        for story in self.sudo():
            if story.user_id != self.env.user or story.state != "asked":
                raise UserError(self.env._("The trainee himself hands his report in, once."))
            if not (story.how_won and story.lesson):
                raise UserError(self.env._("Say how the customer was won and what you learnt."))
            story.write({"state": "written", "written_on": fields.Datetime.now()})
            story.activity_feedback(["mail.mail_activity_data_todo"])
            if reader := story.mentor_id or story.project_id._realestate_managers()[story.project_id][:1]:
                story.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=reader.id,
                    summary=self.env._("Comment on the first-deal report of %s", story.user_id.name),
                    automated=True,
                )
        return True

    def action_comment(self):
        """Finish with the mentor's comment."""
        self.check_access("write")
        for story in self.sudo():
            if story.state != "written" or not story.comment:
                raise UserError(self.env._("Write a comment on the report that was handed in."))
            if story.mentor_id != self.env.user and not self.env["realestate.deal"]._is_role("manager"):
                raise UserError(self.env._("The mentor comments on the report."))
            story.write({"state": "commented", "commented_on": fields.Datetime.now()})
            story.activity_feedback(["mail.mail_activity_data_todo"])
        return True

    @api.model
    def _ask_for(self, deals):
        """Ask those of the deals' consultants who are trainees and have written no report yet (once each)."""
        mentors = self._mentors_of(deals.user_id)
        known = self.sudo().search([("user_id", "in", deals.user_id.ids)]).user_id
        first = {}
        for deal in deals.sudo().sorted(lambda deal: (deal.date_subscribed, deal.id)):
            if deal.user_id in mentors and deal.user_id not in known and deal.state != "cancelled":
                first.setdefault(deal.user_id, deal)
        stories = self.sudo().create(
            [{"deal_id": deal.id, "user_id": user.id, "mentor_id": mentors[user].id} for user, deal in first.items()]
        )
        for story in stories:
            story.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=story.user_id.id,
                summary=story.with_context(lang=story.user_id.lang).env._("Write the report of your first deal"),
                automated=True,
            )
        return stories

    @api.model
    def _mentors_of(self, users):
        """Return ``{trainee: mentor}`` for those of ``users`` who are on trial."""
        trials = self.env["realestate.trainee"].sudo().search([("user_id", "in", users.ids), ("date_end", "=", False)])
        return {trial.user_id: trial.mentor_id for trial in trials}
