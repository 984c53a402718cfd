from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class RealestateCallLot(models.Model):
    """The call screen: one number after the other, one request a result (CH-3)."""

    _inherit = "realestate.call.lot"

    # ------------------------------------------------------------------
    # requests
    # ------------------------------------------------------------------
    @api.model
    def call_desk(self, lot_id=False):
        """Return what the call screen shows: the current user's lots, the next number, how far he is.

        :param int lot_id: the lot to work; his first one with something to do when not given
        """
        return self._desk(lot_id)

    @api.model
    def call_result(self, number_id, result_id, note=False, next_date=False, lot_id=False):
        """Record what came of a call and return the next number, in one request.

        :param str next_date: YYYY-MM-DD, within the protection; the proposed day when empty
        :return: as ``call_desk``
        :raises UserError: the number is not the user's any more
        """
        number = self.env["realestate.call.number"].browse(number_id)
        result = self.env["realestate.call.result"].browse(result_id)
        self.env["realestate.call"]._make(number, result, note, next_date)
        return self._desk(lot_id)

    @api.model
    def call_skip(self, number_id, lot_id=False):
        """Put a number behind the others of the lot."""
        number = self.env["realestate.call.number"].sudo().browse(number_id)
        if not number._is_with(self.env.user):
            raise AccessError(self.env._("This number is not yours any more."))
        number.skip_count += 1
        return self._desk(lot_id)

    @api.model
    def call_undo(self, lot_id=False):
        """Take the last call back; its number is the next again."""
        call = self.env["realestate.call"]._last_of(self.env.user)
        if not call:
            return self._desk(lot_id)
        call.with_env(self.env)._undo()
        return self._desk(call.before["lot_id"], call.number_id)

    # ------------------------------------------------------------------
    # what the screen shows
    # ------------------------------------------------------------------
    @api.model
    def _desk(self, lot_id, first=None):
        lots = self._desk_lots()
        chosen = next((lot for lot in lots if lot["id"] == lot_id), None)
        if not chosen or (not chosen["left"] and not lot_id):
            chosen = next((lot for lot in lots if lot["left"]), lots[0] if lots else None)
        number = self._desk_next(chosen["id"], first) if chosen else None
        last = self.env["realestate.call"]._last_of(self.env.user)
        return {
            "lots": lots,
            "lot_id": chosen["id"] if chosen else False,
            "number": number._desk_number() if number else False,
            "results": self._desk_results(number),
            "today": self._desk_today(),
            "undo": f"{last.number_id.display_name} · {last.result_id.with_env(self.env).name}" if last else False,
        }

    @api.model
    def _desk_lots(self):
        """Return the lots of which the user has numbers: how many are left today, and how many on later days."""
        numbers = self.env["realestate.call.number"].sudo()
        groups = numbers._read_group(
            [("user_id", "=", self.env.uid), ("main_id", "=", False)], ["lot_id", "next_date:day"], ["__count"]
        )
        found = {}
        for lot, next_date, count in groups:
            today = lot.project_id._today()
            figures = found.setdefault(lot, {"left": 0, "later": 0})
            figures["later" if next_date and next_date > today else "left"] += count
        lots = self.sudo().search([("user_id", "=", self.env.uid)], limit=10)
        for lot in lots:
            if lot.day == lot.project_id._today() and lot.size:
                found.setdefault(lot, {"left": 0, "later": 0})
        return [
            {
                "id": lot.id,
                "name": lot.name,
                "project": lot.project_id.name,
                "until": format_date(self.env, lot.date_until),
                "size": lot.size,
                "done": lot.called_count,
                **figures,
            }
            for lot, figures in sorted(found.items(), key=lambda item: item[0].id)
        ]

    @api.model
    def _desk_next(self, lot_id, first=None):
        """Return the next number of a lot: who is to be called back today first, then those not called yet."""
        numbers = self.env["realestate.call.number"].sudo()
        lot = self.sudo().browse(lot_id)
        today = lot.project_id._today()
        domain = [
            ("lot_id", "=", lot_id),
            ("user_id", "=", self.env.uid),
            ("main_id", "=", False),
            ("protected_until", ">=", today),
        ]
        if first and numbers.search_count([*domain, ("id", "=", first.id)]):
            return first.sudo()
        due = [*domain, "|", ("next_date", "=", False), ("next_date", "<=", today)]
        return numbers.search(due, order="skip_count, next_date, id", limit=1)

    @api.model
    def _desk_results(self, number):
        """Return the results to choose from, each with the last day it protects the number."""
        project = number.project_id if number else self.env["realestate.project"].sudo()
        today = project._today() if project else fields.Date.today()
        calls = self.env["realestate.call"]
        results = self.env["realestate.call.result"].search([("active", "=", True)])
        return [
            {
                "id": result.id,
                "name": result.name,
                "key": result.key,
                "effect": result.effect,
                "until": calls._protected_until(project, result.effect, today) if project else False,
            }
            for result in results
        ]

    @api.model
    def _desk_today(self):
        """Return the caller's figures of the day: of each project's own today."""
        calls = self.env["realestate.call"].sudo()
        groups = calls._read_group(
            [
                ("user_id", "=", self.env.uid),
                ("undone", "=", False),
                ("day", ">=", fields.Date.subtract(fields.Date.today(), days=1)),
            ],
            ["project_id", "day:day"],
            ["__count", "connected:sum", "interested:sum"],
        )
        figures = [sums for project, day, *sums in groups if day == project._today()]
        made, connected, interested = (map(sum, zip(*figures, strict=True))) if figures else (0, 0, 0)
        return {"made": made, "connected": connected, "interested": interested}
