from odoo import api, models
from odoo.exceptions import UserError


class RealestateTarget(models.Model):
    _inherit = "realestate.target"

    def _adjust(self, month, values, reason, other=None):
        """Change a month of a confirmed target that is not split further; everything still adds up (REP-1).

        What this target gets more, ``other`` gets less; without one the targets above get it more too.

        :param date month: the first day of the month
        :param dict values: figure → its new value
        :param str reason: why, kept with the change
        :param other: a target that is not split, of the same year and below the same top
        :raises UserError: the target cannot be changed so, and what to do
        """
        self.ensure_one()
        other = other or self.browse()
        (self | other).check_access("write")
        self._check_adjustable(other)
        targets = (self | other).sudo()
        line, other_line = (
            target.line_ids.filtered(lambda line: line.month == month) for target in (targets[0], targets[1:])
        )
        differences = {name: round(value - line[name], 2) for name, value in values.items() if value != line[name]}
        if not differences:
            raise UserError(self.env._("Nothing is different: write the new figures of the month."))
        for name, difference in differences.items():
            if other_line and other_line[name] < difference:
                raise UserError(
                    self.env._(
                        "“%(target)s” has only %(value)g in this month to give.",
                        target=other.display_name, value=other_line[name],
                    )
                )  # fmt: skip
        self._log_change(line, other_line, differences, reason)
        up, down = targets[0]._ancestors(), targets[1:]._ancestors()
        self._shift(line, differences)
        self._shift(other_line, {name: -value for name, value in differences.items()})
        for ancestors, sign in ((up - down, 1), (down - up, -1)):
            lines = ancestors.line_ids.filtered(lambda line: line.month == month)
            for above in lines:
                self._shift(above, {name: sign * value for name, value in differences.items()})

    def _check_adjustable(self, other):
        for target in self | other:
            if target.state != "confirmed":
                raise UserError(self.env._("“%s” is a draft: write its figures in its months.", target.display_name))
            if target.child_ids:
                raise UserError(self.env._("“%s” is split: change one of those it is split over.", target.display_name))
        if other and (other == self or other.sudo()._root() != self.sudo()._root()):
            raise UserError(self.env._("“%s” is not part of the same target.", other.display_name))
        if not other and self.parent_id and not self.env["realestate.deal"]._is_role("director"):
            raise UserError(self.env._("The director raises or lowers the whole. Choose whom it is taken from."))

    def _root(self):
        return self.browse(int(self.parent_path.split("/")[0]))

    def _ancestors(self):
        return self.browse(int(part) for target in self for part in target.parent_path.split("/")[:-2])

    @api.model
    def _shift(self, line, differences):
        if line:
            line.write({name: line[name] + value for name, value in differences.items()})

    def _log_change(self, line, other_line, differences, reason):
        self.env["realestate.target.change"].sudo().create(
            [
                {
                    "target_id": changed.target_id.id,
                    "month": changed.month,
                    "figure": name,
                    "old_value": changed[name],
                    "new_value": changed[name] + sign * difference,
                    "other_id": partner.target_id.id,
                    "reason": reason,
                }
                for name, difference in differences.items()
                for changed, partner, sign in ((line, other_line, 1), (other_line, line, -1))
                if changed
            ]
        )
