from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

TEAM = "realestate_channel_team_id"  # of a customer: who brought him


class RealestateChannelCentre(models.Model):
    """A distribution centre in another province 省外分销中心: its region, its people, its duties (CH-8).

    Its manager and marketers are a team of the channel: who may see what follows from the team.
    """

    _name = "realestate.channel.centre"
    _description = "Distribution Centre"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "realestate.channel.team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        help="Its leader is the centre's manager, its members are the marketers.",
    )
    user_id = fields.Many2one(related="team_id.user_id", store=True, index=True, string="Centre Manager")
    project_id = fields.Many2one(
        "realestate.project", required=True, index=True, check_company=True, ondelete="restrict", help="What it sells."
    )
    state_ids = fields.Many2many("res.country.state", string="Provinces", domain="[('country_id.code', '=', 'CN')]")
    region = fields.Char(help="Cities and counties that the centre works.")
    tz = fields.Selection(_tz_get, string="Time Zone", required=True, default="Asia/Shanghai")
    coverage_ids = fields.One2many("realestate.channel.coverage", "centre_id", string="Townships")
    task_ids = fields.One2many("realestate.channel.duty.task", "centre_id", string="Duties")
    tenant_ids = fields.One2many("realestate.channel.tenant", "centre_id", string="Commercial Tenants")
    township_count = fields.Integer(compute="_compute_figures", string="Number of Townships")
    covered_percent = fields.Float(compute="_compute_figures", string="Covered (%)", digits=(5, 1))
    lead_count = fields.Integer(compute="_compute_figures", string="Customers")
    open_count = fields.Integer(compute="_compute_figures", string="Open Duties")
    late_count = fields.Integer(compute="_compute_figures", string="Overdue Duties")
    compliance = fields.Float(
        compute="_compute_figures",
        string="On Time (%)",
        digits=(5, 1),
        help="Of the duties due in the last 90 days, how many were handed in by their deadline.",
    )

    _team_uniq = models.UniqueIndex("(team_id)", "This team is another centre's already.")

    def _compute_figures(self):
        now = fields.Datetime.now()
        tasks = self.env["realestate.channel.duty.task"].sudo()
        own = Domain("centre_id", "in", self.ids)
        due = own & Domain("deadline", ">=", fields.Datetime.subtract(now, days=90)) & Domain("deadline", "<=", now)

        def counts(model, domain):
            return {record.id: count for record, count in model._read_group(domain, ["centre_id"], ["__count"])}

        open_ = counts(tasks, own & Domain("state", "=", "open"))
        late = counts(tasks, own & Domain("state", "=", "open") & Domain("deadline", "<", now))
        all_due = counts(tasks, due)
        on_time = counts(tasks, due & Domain("state", "=", "on_time"))
        coverage = self.env["realestate.channel.coverage"].sudo()
        townships = counts(coverage, own)
        covered = counts(coverage, own & Domain("state", "=", "covered"))
        leads = self.env["crm.lead"].sudo()
        own_leads = [(TEAM, "in", self.team_id.ids)]
        brought = {team.id: count for team, count in leads._read_group(own_leads, [TEAM], ["__count"])}
        for centre in self:
            key = centre.id
            centre.township_count = townships.get(key, 0)
            centre.covered_percent = 100 * covered.get(key, 0) / townships[key] if townships.get(key) else 0
            centre.lead_count = brought.get(centre.team_id.id, 0)
            centre.open_count = open_.get(key, 0)
            centre.late_count = late.get(key, 0)
            centre.compliance = 100 * on_time.get(key, 0) / all_due[key] if all_due.get(key) else 100

    def action_view_tasks(self):
        """Open the centre's duties."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_channel_duty_task_action")
        return {**action, "domain": [("centre_id", "in", self.ids)], "context": {"search_default_open": 1}}

    def action_view_leads(self):
        """Open the customers whom the centre brought."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "crm.lead",
            "view_mode": "list,kanban,form",
            "domain": [(TEAM, "in", self.team_id.ids)],
        }
