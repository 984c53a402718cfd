import base64
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import LockError, UserError

from ..tools import unit_table
from .unit_import_messages import FILE_ERRORS

SHOWN_ERRORS = 100


class RealestateAreaSettle(models.TransientModel):
    """Settle the final survey of a building: areas from Excel or from the units, a preview, then all of it (DEAL-10)."""

    _name = "realestate.area.settle"
    _description = "Area Settlement of a Building"
    _inherit = ["realestate.unit.list.mixin"]

    project_id = fields.Many2one(related="building_id.project_id")
    building_id = fields.Many2one("realestate.building", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="project_id.currency_id")
    file = fields.Binary(string="Final Survey", attachment=False, help="Empty: the final areas that the units have.")
    filename = fields.Char()
    date_due = fields.Date(string="Due Date", help="When the buyers pay the difference.")
    errors = fields.Text(readonly=True)
    error_count = fields.Integer(readonly=True)
    line_ids = fields.One2many("realestate.area.settle.line", "settle_id", string="Units", readonly=True)
    settled_count = fields.Integer(compute="_compute_totals")
    left_out_count = fields.Integer(compute="_compute_totals")
    pay_amount = fields.Monetary(string="Buyers Pay", compute="_compute_totals")
    refund_amount = fields.Monetary(string="Buyers Get Back", compute="_compute_totals")
    withdraw_count = fields.Integer(string="May Withdraw", compute="_compute_totals")

    @api.depends("line_ids")
    def _compute_totals(self):
        for wizard in self:
            settled = wizard.line_ids.filtered(lambda line: not line.reason)
            amounts = settled.mapped("amount")
            wizard.settled_count = len(settled)
            wizard.left_out_count = len(wizard.line_ids) - len(settled)
            wizard.pay_amount = sum(amount for amount in amounts if amount > 0)
            wizard.refund_amount = -sum(amount for amount in amounts if amount < 0)
            wizard.withdraw_count = len(settled.filtered("may_withdraw"))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_preview(self):
        """Read the survey and show each unit with its ratio and amount, or why it is left out.

        :return: this window again
        """
        self.ensure_one()
        self.env["realestate.deal"]._require_role("administrator", "manager")
        self.line_ids.unlink()
        areas, errors = self._read_file() if self.file else ({}, [])
        self.write({"errors": "\n".join(errors[:SHOWN_ERRORS]), "error_count": len(errors)})
        if not errors:
            self.write({"line_ids": [Command.create(vals) for vals in self._prepare_line_vals_list(areas)]})
            if not self.date_due:
                self.date_due = self.project_id._today() + timedelta(days=15)
        return self._action_reopen()

    def action_confirm(self):
        """Write the areas to the units and make the settlements, all or none; then open them.

        :raises UserError: nothing to settle, or a deal was settled or changed since the preview
        """
        self.ensure_one()
        self.env["realestate.deal"]._require_role("administrator", "manager")
        lines = self.line_ids.filtered(lambda line: not line.reason)
        if not lines:
            raise UserError(self.env._("There is no unit to settle. Look at the reasons in the preview."))
        deals = lines.deal_id.sudo()
        try:
            deals.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._("Somebody is working on one of these deals just now. Try again.")) from None
        self._refuse_changed(lines)
        self._write_areas(self.line_ids)
        settlements = self.env["realestate.area.settlement"].sudo()
        made = settlements.create(
            [
                settlements._prepare_settlement_vals(line.deal_id.sudo(), line.final_area, self.date_due)
                for line in lines
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_area_settlement_action")
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}

    def _action_reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Area Settlement of a Building"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------------
    # survey
    # ------------------------------------------------------------------
    def _read_file(self):
        """Return (unit id → {kind: ㎡}, sentences of what is wrong)."""
        try:
            sheets = unit_table.read_workbook(base64.b64decode(self.file), self.filename or "")
        except unit_table.WorkbookError as error:
            return {}, [self.env._(FILE_ERRORS[error.code]) % error.params]
        by_code, by_door = self._known_units(self.project_id)
        areas, errors, seen = {}, [], {}
        for sheet in sheets:
            building, rows = unit_table.read_survey(sheet) or ("", ())
            for row in rows:
                if unit := self._find(row, building or self.building_id.name, by_code, by_door):
                    first = seen.setdefault(unit.id, row)
                    if first is not row:
                        row.complain("number", "twice", unit=unit.name, sheet=first.sheet, row=first.number)
                    if unit.building_id == self.building_id:
                        areas[unit.id] = {kind: row.values[kind] for kind in ("gross", "inner") if kind in row.values}
                errors += [self._sentence(problem) for problem in row.problems]
        if not errors and not areas:
            errors = [
                self.env._(
                    "No final survey of this building was found in the workbook. It needs a heading for the unit "
                    "(房源编码 or 房号) and one for the area (实测建筑面积 or 实测套内面积)."
                )
            ]
        return areas, errors

    # ------------------------------------------------------------------
    # preview
    # ------------------------------------------------------------------
    def _prepare_line_vals_list(self, areas):
        """Return the values of a line for each unit of the building, in a fixed number of queries."""
        units = self.env["realestate.unit"].search([("building_id", "=", self.building_id.id)])
        deals = self.env["realestate.deal"].search([("unit_id", "in", units.ids), ("state", "!=", "cancelled")])
        by_unit = {deal.unit_id.id: deal for deal in deals}
        settled = self.env["realestate.area.settlement"].search(
            [("deal_id", "in", deals.ids), ("state", "=", "confirmed")]
        )
        ended = self.env["realestate.deal"].search(
            [("unit_id", "in", units.ids), ("state", "=", "cancelled"), ("next_deal_ids", "!=", False)]
        )
        exchanged = {deal.unit_id.id: deal for deal in ended}
        vals_list = [
            self._prepare_line_vals(
                unit,
                by_unit.get(unit.id, deals.browse()),
                areas.get(unit.id),
                settled.deal_id,
                exchanged.get(unit.id, deals.browse()),
            )
            for unit in units
        ]
        # what is settled first, largest difference on top; then the others in the building's order
        return sorted(vals_list, key=lambda vals: (bool(vals.get("reason")), -abs(vals.get("ratio", 0.0))))

    def _prepare_line_vals(self, unit, deal, areas, settled, exchanged):
        surveyed = {kind: (areas or {}).get(kind, unit[f"area_{kind}_final"]) for kind in ("gross", "inner")}
        final_area = surveyed.get(unit.price_basis, 0.0)
        vals = {
            "unit_id": unit.id,
            "deal_id": deal.id,
            "area_gross": surveyed["gross"],
            "area_inner": surveyed["inner"],
            "contract_area": deal.area,
            "final_area": final_area,
        }
        reason = self._why_left_out(unit, deal, final_area, settled, exchanged)
        if reason:
            return {**vals, "reason": reason}
        settlements = self.env["realestate.area.settlement"]
        difference = settlements._difference(deal, final_area)
        return {
            **vals,
            "ratio": float(difference.ratio * 100),
            "amount": difference.amount / 100,
            "explanation": settlements._explain(difference),
            "may_withdraw": settlements._exceeds(difference, deal.project_id),
        }

    def _why_left_out(self, unit, deal, final_area, settled, exchanged):
        """Return the one reason why the unit is not settled, or False."""
        if not deal and exchanged:
            return self.env._("The buyer exchanged this unit; it has no live deal.")
        if not deal:
            return self.env._("No live deal.")
        if unit.price_basis == "unit":
            return self.env._("Sold per unit: its price does not depend on the area.")
        if deal in settled:
            return self.env._("Settled already.")
        if deal.state == "subscribed":
            return self.env._("Not signed yet: the contract will name the final area.")
        if not final_area:
            return self.env._("No final area by its pricing basis.")
        if not deal.area:
            return self.env._("The contract has no area.")
        return False

    # ------------------------------------------------------------------
    # confirming
    # ------------------------------------------------------------------
    def _refuse_changed(self, lines):
        """Refuse where a deal is no longer what the preview showed."""
        now = {vals["unit_id"]: vals for vals in self._prepare_line_vals_list(self._shown_areas())}
        for line in lines:
            vals = now.get(line.unit_id.id, {})
            if vals.get("reason") or vals.get("deal_id") != line.deal_id.id or vals.get("amount") != line.amount:
                raise UserError(
                    self.env._("Unit %s has changed since the preview. Show the preview again.", line.unit_id.name)
                )

    def _shown_areas(self):
        return {line.unit_id.id: {"gross": line.area_gross, "inner": line.area_inner} for line in self.line_ids}

    def _write_areas(self, lines):
        """Give the units the surveyed areas; the deals keep the area of their contract."""
        units = lines.unit_id.sudo()
        surveyed = {line.unit_id.id: line for line in lines}
        changed = units.filtered(
            lambda unit: (
                (surveyed[unit.id].area_gross, surveyed[unit.id].area_inner)
                != (unit.area_gross_final, unit.area_inner_final)
            )
        )
        changed._write_prices(
            {
                unit.id: {
                    "area_gross_final": surveyed[unit.id].area_gross,
                    "area_inner_final": surveyed[unit.id].area_inner,
                }
                for unit in changed
            }
        )
