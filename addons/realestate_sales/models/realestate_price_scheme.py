from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .realestate_price_history import PRICE_KIND_SELECTION
from .realestate_project import PROPERTY_TYPES

DECIDED_FIELDS = frozenset(
    {"state", "submitted_by_id", "submitted_on", "decided_by_id", "decided_on", "decision_note", "applied_on"}
)
# how many units an error message names
NAMED_UNITS = 5


class RealestatePriceScheme(models.Model):
    """New prices for many units at once, approved by the director, in force from a day (INV-4)."""

    _name = "realestate.price.scheme"
    _description = "Price Scheme"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_effective desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(PRICE_KIND_SELECTION, string="Price Adjusted", required=True, default="list", tracking=True)
    date_effective = fields.Date(
        string="Effective Date",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Day of the project's time zone from which the prices are in force; a past day means on approval.",
    )
    building_ids = fields.Many2many(
        "realestate.building",
        "realestate_price_scheme_building_rel",
        "scheme_id",
        "building_id",
        string="Buildings",
        domain="[('project_id', '=', project_id)]",
        help="Empty: all buildings of the project.",
    )
    property_type = fields.Selection(PROPERTY_TYPES, help="Empty: all types.")
    rounding = fields.Selection(
        [("0.01", "To the cent"), ("1", "To the yuan"), ("10", "To 10 yuan"), ("100", "To 100 yuan")],
        string="Round Unit Prices",
        required=True,
        default="1",
    )
    rule_ids = fields.One2many("realestate.price.scheme.rule", "scheme_id", string="Rules", copy=True)
    line_ids = fields.One2many("realestate.price.scheme.line", "scheme_id", string="Prices")
    summary_ids = fields.One2many("realestate.price.scheme.summary", "scheme_id", string="By Building", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for Approval"),
            ("approved", "Approved"),
            ("applied", "In Force"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    approver_id = fields.Many2one(
        "res.users",
        compute="_compute_approver_id",
        store=True,
        readonly=False,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("realestate_sales.realestate_sales_group_director").ids)
        ],
        help="The director who is asked to decide; any director may.",
    )
    submitted_by_id = fields.Many2one("res.users", string="Submitted by", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Char(readonly=True, copy=False, tracking=True)
    applied_on = fields.Datetime(readonly=True, copy=False)

    line_count = fields.Integer(compute="_compute_totals", string="Number of Units")
    total_before = fields.Monetary(compute="_compute_totals", string="Value Before")
    total_after = fields.Monetary(compute="_compute_totals", string="Value After")
    average_before = fields.Monetary(compute="_compute_totals", help="¥ per ㎡ or per unit")
    average_after = fields.Monetary(compute="_compute_totals", help="¥ per ㎡ or per unit")

    @api.depends("project_id")
    def _compute_approver_id(self):
        director = self.env.ref("realestate_sales.realestate_sales_group_director")
        general_manager = self.env.ref("realestate_sales.realestate_sales_group_general_manager")
        for scheme in self:
            staff = scheme.project_id.sudo().user_ids.filtered(lambda user: director in user.all_group_ids)
            scheme.approver_id = staff.sorted(lambda user: (general_manager in user.all_group_ids, user.id))[:1]

    @api.depends("line_ids.price_before", "line_ids.price", "line_ids.area")
    def _compute_totals(self):
        groups = self.env["realestate.price.scheme.line"]._read_group(
            [("scheme_id", "in", self.ids)],
            ["scheme_id"],
            ["__count", "area:sum", "price_before:sum", "price:sum"],
        )
        figures = {scheme.id: numbers for scheme, *numbers in groups}
        for scheme in self:
            count, area, before, after = figures.get(scheme.id, (0, 0.0, 0.0, 0.0))
            scheme.line_count = count
            scheme.total_before = before
            scheme.total_after = after
            scheme.average_before = before / area if area else 0.0
            scheme.average_after = after / area if area else 0.0

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_verbs_only({name: value for name, value in vals.items() if value and value != "draft"})
        return super().create(vals_list)

    def write(self, vals):
        self._check_verbs_only(vals)
        if not self.env.su and not vals.keys() <= {"name", "approver_id", "activity_ids", "message_follower_ids"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(scheme.state in ("approved", "applied") for scheme in self):
            raise UserError(self.env._("An approved price scheme stays on record."))

    def _check_verbs_only(self, vals):
        if not self.env.su and DECIDED_FIELDS & vals.keys():
            raise AccessError(self.env._("Submit, approve or reject the price scheme with its buttons."))

    def _check_draft(self):
        if any(scheme.state != "draft" for scheme in self):
            raise UserError(self.env._("This price scheme is no longer a draft. Take it back to draft to change it."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_compute(self):
        """Compute the new price of every unit in scope from the rules; replaces the present list.

        :raises UserError: no unit in scope, or no rule
        """
        for scheme in self:
            scheme._check_draft()
            if not scheme.rule_ids:
                raise UserError(
                    self.env._("Price scheme “%s” has no rule. Add a base price or a difference.", scheme.name)
                )
            units = self.env["realestate.unit"].search(scheme._unit_domain())
            if not units:
                raise UserError(
                    self.env._("No unit without a live deal is in the scope of price scheme “%s”.", scheme.name)
                )
            scheme.line_ids.unlink()
            self.env["realestate.price.scheme.line"].create(scheme._prepare_line_vals(units))
        return True

    def action_submit(self):
        """Ask the director to approve (an activity for him).

        :raises UserError: nothing to approve, a price below the floor, or no approver
        """
        for scheme in self:
            scheme._check_draft()
            scheme.check_access("write")
            if not scheme.line_ids:
                raise UserError(
                    self.env._("Price scheme “%s” has no prices yet. Compute or import them first.", scheme.name)
                )
            if not scheme.approver_id:
                raise UserError(self.env._("Choose the director who approves price scheme “%s”.", scheme.name))
            scheme._check_floor()
            scheme.sudo().write(
                {"state": "submitted", "submitted_by_id": self.env.uid, "submitted_on": fields.Datetime.now()}
            )
            scheme.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=scheme.approver_id.id,
                summary=self.env._("Approve price scheme: %s", scheme.name),
            )
        return True

    def action_approve(self):
        """Approve as director; applied at once if its day has come.

        :raises AccessError: the user is no director
        """
        self._check_director()
        for scheme in self.filtered(lambda s: s.state == "submitted"):
            scheme._check_floor()
            scheme._decide("approved")
            if scheme.date_effective <= scheme.project_id._today():
                scheme.sudo()._apply()
        return True

    def action_reject(self):
        """Ask for the reason, then reject."""
        self._check_director()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "realestate.price.scheme.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_scheme_id": self.id},
        }

    def action_draft(self):
        """Take back what is not approved yet, to change it."""
        self.check_access("write")
        schemes = self.filtered(lambda s: s.state in ("submitted", "rejected")).sudo()
        schemes.activity_unlink(["mail.mail_activity_data_todo"])
        schemes.write({"state": "draft"})
        return True

    def action_cancel_approval(self):
        """Take back the approval of a scheme that is not in force yet, as director."""
        self._check_director()
        self.filtered(lambda s: s.state == "approved").sudo().write({"state": "draft"})
        return True

    def action_import_prices(self, wizard=None):
        """Ask for the workbook with the new prices (INV-4)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a Price List"),
            "res_model": "realestate.price.scheme.import",
            "res_id": wizard.id if wizard else False,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_scheme_id": self.id},
        }

    def action_view_averages(self):
        """Open the averages before and after, by building."""
        self.ensure_one()
        xmlid = "realestate_sales.realestate_price_scheme_average_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("scheme_id", "=", self.id)], "context": {}}

    def action_view_lines(self):
        """Open the prices of the scheme, by building."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_price_scheme_line_action")
        return {**action, "domain": [("scheme_id", "=", self.id)], "context": {"default_scheme_id": self.id}}

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _check_director(self):
        if not self.env.su and not self.env.user.has_group("realestate_sales.realestate_sales_group_director"):
            raise AccessError(self.env._("Only a director decides on a price scheme."))
        self.check_access("read")

    def _decide(self, state, note=False):
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_note": note,
            }
        )
        self.activity_feedback(["mail.mail_activity_data_todo"], feedback=note or None)

    def _unit_domain(self):
        return [*self._scope_domain(), ("live_deal_id", "=", False)]

    def _scope_domain(self):
        self.ensure_one()
        domain = [("project_id", "=", self.project_id.id)]
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids.ids))
        if self.property_type:
            domain.append(("property_type", "=", self.property_type))
        return domain

    def _scope_units(self):
        """Return the units of the scheme's buildings and types, sold ones among them."""
        return self.env["realestate.unit"].search(self._scope_domain())

    def _prepare_line_vals(self, units):
        self.ensure_one()
        rules = self.rule_ids._as_tests()
        vals_list = []
        for unit in units:
            unit_price, explanation = self._priced(unit, rules)
            vals_list.append(
                {"scheme_id": self.id, "unit_id": unit.id, "unit_price": unit_price, "explanation": explanation}
            )
        return vals_list

    def _priced(self, unit, rules):
        """Return the new unit price (¥ per ㎡ or per unit) and how it came about (INV-4).

        The last base price that fits, or the present price, times 1 + the sum of all percentages
        that fit, plus the sum of all amounts that fit: the order of the differences does not matter.
        """
        base, percent, amount, steps = unit[f"{self.kind}_unit_price"], 0.0, 0.0, []
        base_step = self.env._("present price")
        for rule, fits in rules:
            if not fits(unit):
                continue
            if rule.kind == "base":
                base, base_step = rule.amount, rule._explain()
                continue
            if rule.kind == "percent":
                percent += rule.amount
            else:
                amount += rule.amount
            steps.append(rule._explain())
        price = base * (1 + percent / 100) + amount
        return max(self._round_unit_price(price), 0.0), " ".join([base_step, *steps])

    def _round_unit_price(self, price):
        step = float(self.rounding)
        return self.currency_id.round(round(price / step + 1e-9) * step)

    def _check_floor(self):
        """A list price may not fall below the floor price, whichever of the two is adjusted (INV-4).

        :raises UserError: names the first units
        """
        self.ensure_one()
        low = self.line_ids.filtered(lambda line: line._is_below_floor())
        if low:
            raise UserError(
                self.env._(
                    "%(count)s list prices would be below the floor price: %(units)s. "
                    "Correct the rules or the prices, or adjust the floor price first.",
                    count=len(low),
                    units=", ".join(low[:NAMED_UNITS].mapped("unit_id.name")),
                )
            )

    def _apply(self):
        """Write the approved prices; a unit that got a live deal meanwhile, or a floor above, is left out and said so."""
        self.ensure_one()
        lines = self.line_ids
        sold = lines.filtered("unit_id.live_deal_id")
        low = (lines - sold).filtered(lambda line: line._is_below_floor())
        sold.skip_reason = "deal"
        low.skip_reason = "floor"
        lines -= sold + low
        units = lines.unit_id.with_context(
            realestate_price_source="scheme", realestate_price_scheme_id=self.id, tracking_disable=True
        )
        confirms = self.kind == "list" and not all(units.mapped("price_confirmed"))
        units._write_prices(
            {
                line.unit_id.id: {f"{self.kind}_unit_price": line.unit_price, f"{self.kind}_price": line.price}
                for line in lines
            },
            {"price_confirmed": True} if confirms else {},
        )
        self.write({"state": "applied", "applied_on": fields.Datetime.now()})

    @api.model
    def _cron_apply(self):
        """Put approved schemes in force on their day, each in its project's time zone (INV-4)."""
        schemes = self.search([("state", "=", "approved")], order="date_effective, id")
        due = schemes.filtered(lambda scheme: scheme.date_effective <= scheme.project_id._today())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for scheme in due:
            scheme._apply()
            if not cron._commit_progress(1):
                break
