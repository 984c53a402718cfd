from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_amount, format_date

KINDS = [("company", "Company"), ("project", "Project"), ("team", "Team"), ("consultant", "Consultant")]
# what a target is set for, and its smallest amount
FIGURES = {"units": 1, "area": 0.01, "amount_signed": 0.01, "amount_received": 0.01}
# written by the verbs alone once a target is confirmed
AGREED_FIELDS = {"year", "kind", "company_id", "project_id", "team_id", "user_id", "parent_id", "line_ids"}


class RealestateTarget(models.Model):
    """What a company, a project, a team or a consultant is to sell and collect in a year (REP-1).

    The figures stand on twelve months; quarters and the year are their sums. A target is split over those
    below it: company → projects → teams → consultants. What is confirmed adds up in each month, and is
    changed by ``_adjust`` alone, with a reason, so that it still does.
    """

    _name = "realestate.target"
    _description = "Sales Target"
    _inherit = ["mail.thread"]
    _parent_store = True
    _order = "year desc, parent_path, id"
    _check_company_auto = True

    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year, tracking=True)
    kind = fields.Selection(KINDS, string="Whose", required=True, default="project")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one("realestate.project", index="btree_not_null", check_company=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Consultant", index="btree_not_null", domain=[("share", "=", False)], ondelete="restrict"
    )
    parent_id = fields.Many2one(
        "realestate.target",
        string="Part of",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('year', '=', year), ('kind', '!=', 'consultant')]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("realestate.target", "parent_id", string="Split")
    is_leaf = fields.Boolean(compute="_compute_is_leaf", store=True, string="Not Split")
    line_ids = fields.One2many("realestate.target.line", "target_id", string="Months", copy=False)
    change_ids = fields.One2many("realestate.target.change", "target_id", string="Changes", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")], default="draft", required=True, readonly=True, copy=False,
        tracking=True,
    )  # fmt: skip
    units = fields.Integer(string="Number of Units", compute="_compute_totals", store=True)
    area = fields.Float(string="Area (㎡)", digits="Real Estate Area", compute="_compute_totals", store=True)
    amount_signed = fields.Monetary(compute="_compute_totals", store=True)
    amount_received = fields.Monetary(compute="_compute_totals", store=True)
    to_confirm = fields.Boolean(compute="_compute_to_confirm")
    gap = fields.Text(
        string="Does Not Add up", compute="_compute_gap", help="Where the split and this target differ, by month."
    )

    _scope = models.Constraint(
        """CHECK(
            (kind = 'company') = (project_id IS NULL)
            AND (kind <> 'team' OR team_id IS NOT NULL)
            AND (kind IN ('team', 'consultant') OR team_id IS NULL)
            AND (kind = 'consultant') = (user_id IS NOT NULL)
        )""",
        "A target is the company's, a project's, a team's or a consultant's: choose the project, the team or the "
        "consultant whose it is.",
    )
    _scope_uniq = models.UniqueIndex(
        "(company_id, year, kind, COALESCE(project_id, 0), COALESCE(team_id, 0), COALESCE(user_id, 0))",
        "There is a target for this year and this project, team or consultant already.",
    )
    _year_real = models.Constraint("CHECK(year BETWEEN 2000 AND 2100)", "Write the year with four digits.")

    @api.depends("year", "kind", "company_id", "project_id", "team_id", "user_id")
    def _compute_display_name(self):
        for target in self.sudo():
            names = (target.project_id.name or target.company_id.name, target.team_id.name, target.user_id.name)
            target.display_name = f"{target.year} {' / '.join(name for name in names if name)}"

    @api.depends("child_ids")
    def _compute_is_leaf(self):
        for target in self:
            target.is_leaf = not target.child_ids

    @api.depends("state", "child_ids.state")
    def _compute_to_confirm(self):
        for target in self:
            target.to_confirm = "draft" in (target | target.child_ids).mapped("state")

    @api.depends(*(f"line_ids.{name}" for name in FIGURES))
    def _compute_totals(self):
        for target in self:
            for name in FIGURES:
                target[name] = sum(target.line_ids.mapped(name))

    @api.depends("child_ids", *(f"line_ids.{name}" for name in FIGURES))
    def _compute_gap(self):
        gaps = self._gaps()
        for target in self:
            target.gap = "\n".join(target._gap_sentences(gaps.get(target.id, [])))

    @api.constrains("parent_id", "year", "kind", "company_id", "project_id", "team_id")
    def _check_parent(self):
        order = [kind for kind, _label in KINDS]
        for target in self.filtered("parent_id"):
            parent = target.parent_id
            if order.index(parent.kind) >= order.index(target.kind) or parent.year != target.year:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” cannot be part of “%(whole)s”.", part=target.display_name, whole=parent.display_name
                    )
                    + " "
                    + self.env._("A split goes from the company to projects, teams and consultants of one year.")
                )
            if (parent.project_id and parent.project_id != target.project_id) or (
                parent.team_id and parent.team_id != target.team_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(part)s” is of another project or team than “%(whole)s”.",
                        part=target.display_name,
                        whole=parent.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        self.env["realestate.target.line"].sudo().create(
            [
                {"target_id": target.id, "month": month}
                for target in targets
                for month in target._months()
                if month not in target.line_ids.mapped("month")
            ]
        )
        return targets

    def write(self, vals):
        if not self.env.su and AGREED_FIELDS & vals.keys() and "confirmed" in self.mapped("state"):
            raise UserError(self.env._("This target is confirmed. Press “Adjust”, and say why."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(target.state == "confirmed" for target in self):
            raise UserError(self.env._("A confirmed target is not deleted. Change its figures, with a reason."))

    def _months(self):
        """Return the first days of the target's twelve months."""
        self.ensure_one()
        return [date(self.year, month, 1) for month in range(1, 13)]

    # ------------------------------------------------------------------
    # adding up
    # ------------------------------------------------------------------
    def _gaps(self):
        """Return where these targets differ from the sum of those they are split over.

        :return: id of the target → [(month, figure, own − sum of the split)], by two queries
        :rtype: dict
        """
        split = self.filtered("child_ids")
        if not split:
            return {}
        lines = self.env["realestate.target.line"].sudo()
        sums = [f"{name}:sum" for name in FIGURES]
        own = lines._read_group([("target_id", "in", split.ids)], ["target_id", "month:month"], sums)
        below = lines._read_group(
            [("target_id.parent_id", "in", split.ids)], ["target_id.parent_id", "month:month"], sums
        )
        divided = {(parent.id, month): values for parent, month, *values in below}
        gaps = defaultdict(list)
        for target, month, *values in own:
            others = divided.get((target.id, month), [0] * len(FIGURES))
            for name, value, other in zip(FIGURES, values, others, strict=True):
                difference = round((value or 0) - (other or 0), 2)
                if difference:
                    gaps[target.id].append((month, name, difference))
        return gaps

    def _gap_sentences(self, gaps):
        labels = {name: self._fields[name]._description_string(self.env) for name in FIGURES}
        return [
            self.env._(
                "%(month)s, %(figure)s: %(value)s are not split yet.", **self._shown_gap(month, labels[name], name, gap)
            )
            if gap > 0
            else self.env._(
                "%(month)s, %(figure)s: the split is %(value)s too much.",
                **self._shown_gap(month, labels[name], name, -gap),
            )
            for month, name, gap in gaps
        ]

    def _shown_gap(self, month, label, name, value):
        return {
            "month": format_date(self.env, month, date_format="yyyy-MM"),
            "figure": label,
            "value": format_amount(self.env, value, self.currency_id) if name.startswith("amount") else f"{value:g}",
        }

    def action_confirm(self):
        """Confirm these targets and what they are split over; the director, or the manager below his project.

        :raises ValidationError: a split does not add up: which, where, by how much
        :raises UserError: the user may not confirm the target of a project or a company
        """
        self.check_access("write")
        for target in self.filtered(lambda target: target.state == "draft"):
            if target.kind in ("company", "project") and not self.env["realestate.deal"]._is_role("director"):
                raise UserError(self.env._("The director confirms the target of a project or of the company."))
        tree = self.sudo().search([("id", "child_of", self.ids)]) | self.sudo().parent_id
        gaps = tree._gaps()
        for target in tree.filtered(lambda target: target.id in gaps):
            sentences = target.with_env(self.env)._gap_sentences(gaps[target.id])
            raise ValidationError(
                self.env._("“%s” and its split do not add up:", target.display_name) + "\n" + "\n".join(sentences[:6])
            )
        drafts = (tree - self.sudo().parent_id).filtered(lambda target: target.state == "draft")
        drafts.write({"state": "confirmed"})
        return True

    def action_draft(self):
        """Take the confirmation back, with that of the whole split; the director alone."""
        self.check_access("write")
        if not self.env["realestate.deal"]._is_role("director"):
            raise UserError(self.env._("The director takes a confirmed target back."))
        self.sudo().search(Domain("id", "child_of", self.ids)).write({"state": "draft"})
        return True

    def _set_months(self, values):
        """Write figures of the months.

        :param dict values: month (1–12) → {figure: value}
        """
        self.ensure_one()
        self.write(
            {
                "line_ids": [
                    Command.update(line.id, values[line.month.month])
                    for line in self.line_ids
                    if line.month.month in values
                ]
            }
        )
