from odoo import api, models

# above this a board fetches everything again: cheaper than so many rows in one message
MAX_CHANGED_UNITS = 500


class RealestateBoardMixin(models.AbstractModel):
    """A model of which something shows on the sales board: what changes there is told to the open boards (INV-9).

    Changes are noticed where the ORM writes the row, so that imports, wizards, scheduled jobs and
    recomputed states are all told without a call of their own.
    """

    _name = "realestate.board.mixin"
    _description = "Shown on the Sales Board"

    # stored fields that the board shows
    _board_fields = frozenset()

    def _board_units(self):
        """Return the units whose cells show these records."""
        raise NotImplementedError

    def _write_multi(self, vals_list):
        super()._write_multi(vals_list)
        shown = [
            record.id for record, vals in zip(self, vals_list, strict=True) if not self._board_fields.isdisjoint(vals)
        ]
        if shown:
            self.browse(shown).sudo()._board_units()._notify_board()

    @api.model
    def _board_pending(self):
        """Return what this transaction will tell the boards, sent once, when it commits."""
        data = self.env.cr.precommit.data
        if "realestate_board" not in data:
            data["realestate_board"] = {"units": set(), "projects": set()}
            self.env.cr.precommit.add(self.env["realestate.project"].sudo()._board_send_pending)
        return data["realestate_board"]
