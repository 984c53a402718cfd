from collections import defaultdict

from odoo import models
from odoo.tools.translate import LazyTranslate

from ..tools import unit_table
from .unit_import_messages import PROBLEMS

_lt = LazyTranslate(__name__)
REASONS = {
    "unknown": _lt("There is no unit “%(unit)s” in this project. Check the code, or building and number."),
    "several": _lt("Several units are called “%(unit)s”. Give the unit code, or building and section as well."),
    "twice": _lt("Unit %(unit)s is already in sheet “%(sheet)s”, row %(row)s. Keep one of the two rows."),
}


class RealestateUnitListMixin(models.AbstractModel):
    """A list in Excel that names units of a project, and what is wrong with it in sentences (INV-2)."""

    _name = "realestate.unit.list.mixin"
    _description = "List of Units in Excel"

    def _known_units(self, project):
        """Return the units of ``project`` by code, and lists of them by each way to say building, section and number."""
        names = ["code", "name", "building_id", "section", "number", "area", "floor_price", "live_deal_id"]
        units = self.env["realestate.unit"].search_fetch([("project_id", "=", project.id)], names)
        by_door = defaultdict(list)
        for unit in units:
            number, section = unit_table.normalise(unit.number), unit_table.section_key(unit.section or "")
            for building in {unit_table.building_key(unit.building_id[name]) for name in ("name", "code")}:
                for key in {(building, section, number), (building, None, number)}:
                    by_door[key].append(unit)
        return {unit.code: unit for unit in units}, by_door

    def _find(self, row, building, by_code, by_door):
        """Return the unit that the row names; complain where there is none or more than one."""
        values = row.values
        if row.problems:
            return None
        if code := values.get("code"):
            found, called = [by_code[code]] if code in by_code else [], code
        else:
            building, section = values.get("building") or building, values.get("section")
            key = unit_table.building_key(building or ""), section and unit_table.section_key(section)
            found = by_door.get((key[0], key[1] or None, values["number"]), [])
            called = " ".join(filter(None, (building, section, values["number"])))
        if len(found) != 1:
            row.complain("code" if code else "number", "several" if found else "unknown", value=called, unit=called)
            return None
        return found[0]

    def _sentence(self, problem):
        reason = self.env._((self._reasons() | PROBLEMS)[problem.code]) % {"value": problem.value, **problem.params}
        cell = f"{unit_table.column_letter(problem.column)}{problem.row}"
        return self.env._("Sheet “%(sheet)s”, %(cell)s: %(reason)s", sheet=problem.sheet, cell=cell, reason=reason)

    def _reasons(self):
        """Return what may be wrong with a row beside its cells: code → sentence."""
        return REASONS
