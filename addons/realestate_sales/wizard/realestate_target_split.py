from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# what a target is split over by default
BELOW = {"company": "project", "project": "consultant", "team": "consultant"}


class RealestateTargetSplit(models.TransientModel):
    """Whom a target is split over, and in what shares (REP-1)."""

    _name = "realestate.target.split"
    _description = "Split a Target"

    target_id = fields.Many2one("realestate.target", required=True, ondelete="cascade")
    target_kind = fields.Selection(related="target_id.kind", string="Split What")
    project_id = fields.Many2one(related="target_id.project_id")
    kind = fields.Selection(
        [("project", "Projects"), ("team", "Teams"), ("consultant", "Consultants")],
        string="Split over",
        compute="_compute_kind",
        store=True,
        readonly=False,
        required=True,
    )
    by = fields.Selection(
        [("even", "Evenly"), ("last_year", "As signed last year")], string="Shares by", default="even", required=True
    )
    line_ids = fields.One2many(
        "realestate.target.split.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )
    share_total = fields.Float(compute="_compute_share_total", digits=(6, 2))

    @api.depends("target_id")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = BELOW.get(wizard.target_id.kind, "consultant")

    @api.depends("kind", "by", "target_id")
    def _compute_line_ids(self):
        for wizard in self:
            scopes = wizard._scopes()
            shares = wizard._shares(scopes)
            wizard.line_ids = [Command.clear()] + [
                Command.create({**scope, "share": share}) for scope, share in zip(scopes, shares, strict=True)
            ]

    @api.depends("line_ids.share")
    def _compute_share_total(self):
        for wizard in self:
            wizard.share_total = sum(wizard.line_ids.mapped("share"))

    def _scopes(self):
        """Return the projects, teams or consultants below the target."""
        target = self.target_id
        if self.kind == "project":
            projects = self.env["realestate.project"].search([("company_id", "=", target.company_id.id)])
            return [{"project_id": project.id} for project in projects]
        users = target.project_id.sudo().user_ids.filtered(
            lambda user: (
                user.has_group("realestate_sales.realestate_sales_group_consultant")
                and not user.has_group("realestate_sales.realestate_sales_group_manager")
            )
        )
        if self.kind == "team":
            teams = self.env["crm.team.member"].sudo().search([("user_id", "in", users.ids)]).crm_team_id
            return [{"team_id": team.id} for team in teams]
        if target.team_id:
            users &= target.team_id.sudo().member_ids
        return [{"user_id": user.id} for user in users]

    def _shares(self, scopes):
        if not scopes:
            return []
        weights = [1] * len(scopes)
        if self.by == "last_year":
            target = self.target_id
            same = {"year": target.year, "company_id": target.company_id.id, "project_id": target.project_id.id}
            weights = [
                max(sum(target.new({**same, **scope, "kind": self.kind})._weights_of_last_year()), 0)
                for scope in scopes
            ]
        return self.env["realestate.target.split.line"]._percentages(weights)

    def action_confirm(self):
        """Write the targets below.

        :raises UserError: the shares are not 100% together, or there is nobody to split over
        """
        self.ensure_one()
        lines = self.line_ids.filtered("share")
        if not lines:
            raise UserError(self.env._("Choose whom this target is split over, each with a share."))
        if round(sum(lines.mapped("share")), 2) != 100:
            raise UserError(self.env._("The shares add up to %g%%; they must be 100%% together.", self.share_total))
        self.target_id._split_over([(line._target_vals(), line.share) for line in lines])
        return True
