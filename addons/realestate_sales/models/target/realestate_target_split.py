from odoo import models
from odoo.exceptions import UserError

from ...tools.spread import spread
from .realestate_target import FIGURES


class RealestateTarget(models.Model):
    """How a year becomes months, and a target those it is split over (REP-1)."""

    _inherit = "realestate.target"

    def _spread_over_months(self, totals, weights):
        """Spread totals of the year over the months, to the cent.

        :param dict totals: figure → total of the year
        :param list weights: twelve numbers; all zero: evenly
        """
        self.ensure_one()
        parts = {name: spread(total, weights, FIGURES[name]) for name, total in totals.items()}
        self._set_months({month: {name: parts[name][month - 1] for name in parts} for month in range(1, 13)})

    def _split_over(self, scopes):
        """Split each month of this target over other targets, in proportion to their shares.

        Targets that are there already and are drafts are written anew; others are made.

        :param list scopes: ``(values of the target below, share)``
        :return: the targets below
        :raises UserError: one of them is confirmed
        """
        self.ensure_one()
        weights = [share for _vals, share in scopes]
        below = self.browse()
        for vals, _share in scopes:
            below |= self._find_or_create_below(vals)
        months = {target: {} for target in below}
        for line in self.line_ids:
            parts = {name: spread(line[name], weights, FIGURES[name]) for name in FIGURES}
            for position, target in enumerate(below):
                months[target][line.month.month] = {name: parts[name][position] for name in FIGURES}
        for target, values in months.items():
            target._set_months(values)
        return below

    def _find_or_create_below(self, vals):
        vals = {
            "year": self.year,
            "company_id": self.company_id.id,
            "project_id": self.project_id.id,
            "team_id": self.team_id.id,
            **vals,
        }
        domain = [(name, "=", vals.get(name, False)) for name in ("year", "company_id", "kind", "project_id")]
        domain += [(name, "=", vals.get(name, False)) for name in ("team_id", "user_id")]
        known = self.search(domain)
        if not known:
            return self.create({**vals, "parent_id": self.id})
        if known.state == "confirmed":
            raise UserError(
                self.env._("“%s” is confirmed: take its confirmation back before you split anew.", known.display_name)
            )
        if known.parent_id != self:
            known.parent_id = self
        return known

    def _weights_of_last_year(self):
        """Return what was signed in each month of the year before in this target's scope: its pattern.

        :return: twelve amounts, ¥
        """
        self.ensure_one()
        facts = self._facts(self.year - 1)
        return [facts.get(month, {}).get("amount_signed", 0) for month in range(1, 13)]

    def action_open_spread(self):
        return self._action_window("realestate.target.spread", self.env._("Spread over the Year"))

    def action_open_split(self):
        return self._action_window("realestate.target.split", self.env._("Split"))

    def action_open_change(self):
        return self._action_window("realestate.target.adjust", self.env._("Change a Confirmed Target"))

    def _action_window(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_target_id": self.id},
        }
