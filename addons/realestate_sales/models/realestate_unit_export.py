from itertools import groupby

from odoo import models

# what a unit, which everybody of the project sees, refers to and not everybody may read
GUARDED = ("live_deal_id", "live_hold_id")


class RealestateUnit(models.Model):
    _inherit = "realestate.unit"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Export units with blank cells where a column leads to another consultant's deal (ACCESS-1).

        Odoo would refuse the whole list for one of them; nobody could export his project's units.
        """
        if self.env.su or not any(path and path[0] in GUARDED for path in fields):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        readable = {name: self.sudo()[name].with_env(self.env)._filtered_access("read") for name in GUARDED}

        def hidden(unit):
            return [name for name in GUARDED if unit.sudo()[name].with_env(self.env) not in readable[name]]

        rows = []
        for names, units in groupby(self, key=hidden):
            blank = [bool(path) and path[0] in names for path in fields]
            asked = [[".id"] if is_blank else path for is_blank, path in zip(blank, fields, strict=True)]
            shown = self.browse(unit.id for unit in units)  # what is blank is not read with the others
            lines = super(RealestateUnit, shown)._export_rows(asked, _is_toplevel_call=_is_toplevel_call)
            rows += [["" if is_blank else cell for is_blank, cell in zip(blank, row, strict=True)] for row in lines]
        return rows
