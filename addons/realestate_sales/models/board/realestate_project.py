from odoo import api, fields, models
from odoo.tools import SQL

from ..realestate_unit import UNIT_STATES
from .realestate_board_mixin import MAX_CHANGED_UNITS

# every text on them, black or white, has a contrast of 4.5 or better
COLORS = {
    "unreleased": "#E4E7EC",
    "available": "#38B46B",
    "held": "#94A3B8",
    "subscribed": "#FBC02D",
    "contracted": "#E0483E",
    "filed": "#2F6FDE",
    "delivered": "#6D4AA8",
}
# what is sent of each unit: name → SQL; d is its live deal, h its hold, p who is behind them, j its project
BOARD_COLUMNS = {
    "id": "realestate_unit.id",
    "project_id": "realestate_unit.project_id",
    "building_id": "realestate_unit.building_id",
    "section": "realestate_unit.section",
    "floor": "realestate_unit.floor",
    "floor_label": "realestate_unit.floor_label",
    "number": "realestate_unit.number",
    "column": "realestate_unit.board_column",
    "property_type": "realestate_unit.property_type",
    "layout_id": "realestate_unit.layout_id",
    "orientation": "realestate_unit.orientation",
    "area_gross": "COALESCE(NULLIF(realestate_unit.area_gross_final, 0), realestate_unit.area_gross_presale, 0)",
    "area_inner": "COALESCE(NULLIF(realestate_unit.area_inner_final, 0), realestate_unit.area_inner_presale, 0)",
    "unit_price": "COALESCE(d.unit_price, realestate_unit.list_unit_price, 0)",
    "price": "COALESCE(d.price, realestate_unit.list_price, 0)",
    "state": "realestate_unit.state",
    "not_for_sale": "realestate_unit.not_for_sale",
    "who": "p.name",
    "until": "CASE WHEN d.id IS NULL THEN "
    "to_char(h.expires_on AT TIME ZONE 'UTC' AT TIME ZONE j.tz, 'YYYY-MM-DD HH24:MI') "
    "WHEN d.state = 'subscribed' THEN to_char(d.sign_deadline, 'YYYY-MM-DD') END",
}
_SELECT = tuple(SQL(expression) for expression in BOARD_COLUMNS.values())


class RealestateProject(models.Model):
    """The sales board 销控图 of a project (INV-9)."""

    _inherit = "realestate.project"

    board_color_unreleased = fields.Char(string="Color: Unreleased", required=True, default=COLORS["unreleased"])
    board_color_available = fields.Char(string="Color: Available", required=True, default=COLORS["available"])
    board_color_held = fields.Char(string="Color: Held", required=True, default=COLORS["held"])
    board_color_subscribed = fields.Char(string="Color: Subscribed", required=True, default=COLORS["subscribed"])
    board_color_contracted = fields.Char(string="Color: Contracted", required=True, default=COLORS["contracted"])
    board_color_filed = fields.Char(string="Color: Filed", required=True, default=COLORS["filed"])
    board_color_delivered = fields.Char(string="Color: Delivered", required=True, default=COLORS["delivered"])

    _board_colors_valid = models.Constraint(
        "CHECK(" + " AND ".join(f"board_color_{state} ~ '^#[0-9A-Fa-f]{{6}}$'" for state, _label in UNIT_STATES) + ")",
        "A color of the sales board is written as # and six digits, for example #38B46B.",
    )

    def write(self, vals):
        if any(name.startswith("board_color_") for name in vals):
            self.env["realestate.board.mixin"]._board_pending()["projects"].update(self.ids)
        return super().write(vals)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_board_colors(self):
        """Return the form in which the colors of this project's board are set."""
        self.ensure_one()
        view = self.env.ref("realestate_sales.realestate_project_view_form_board_colors")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Colors of the Sales Board"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_board_reset_colors(self):
        """Set the colors of the board back to the defaults."""
        self.write({f"board_color_{state}": color for state, color in COLORS.items()})
        return self.action_board_colors() if len(self) == 1 else True

    # ------------------------------------------------------------------
    # board
    # ------------------------------------------------------------------
    @api.readonly
    def board_data(self):
        """Return everything the sales board of this project shows, units as one array for each column (INV-9).

        No buyer is in it. Areas in ㎡ (final survey where known, else presale), prices (of what is sold the deal's) in the company's
        currency, ``until`` a day or a minute of the project's time zone.

        :return: ``project``, ``states`` (value, label, color), ``property_types``, ``buildings``
            (id, name, property type), ``layouts`` (id, name, rooms), ``rights``, ``units`` ({column: [value a unit]})
        :rtype: dict
        :raises AccessError: the project is not the reader's
        """
        self.ensure_one()
        self.check_access("read")
        units = self.env["realestate.unit"]
        units.check_access("read")
        columns = self._board_columns(units._search([("project_id", "=", self.id)]))
        del columns["project_id"]
        return {**self._board_head(), **self._board_lookups(), "units": columns}

    @api.readonly
    def board_units(self, unit_ids):
        """Return some of the project's units in the shape of ``board_data()["units"]``.

        :param list unit_ids: what is not the reader's, or of another project, is left out
        :raises AccessError: the project is not the reader's
        """
        self.ensure_one()
        self.check_access("read")
        self.env["realestate.unit"].check_access("read")
        columns = self._board_columns(
            self.env["realestate.unit"]._search([("project_id", "=", self.id), ("id", "in", unit_ids)])
        )
        del columns["project_id"]
        return columns

    def _board_head(self):
        units = self.env["realestate.unit"]
        states = units._fields["state"]._description_selection(self.env)
        signs = self._board_signs()
        types = units._fields["property_type"]._description_selection(self.env)
        return {
            "project": {"id": self.id, "name": self.name, "currency_id": self.currency_id.id, "tz": self.tz},
            "states": [
                {"value": state, "label": label, "sign": signs[state], "color": self[f"board_color_{state}"]}
                for state, label in states
            ],
            "property_types": [{"value": value, "label": label} for value, label in types],
            "rights": {"configure": self.has_access("write"), "import": units.has_access("create")},
        }

    def _board_signs(self):
        """Return the one letter that each state shows beside its color, which is never the only sign."""
        # the first letter of the term counts: one-letter terms cannot be translated
        signs = {
            "unreleased": self.env._("Unreleased (sign)"),
            "available": self.env._("Available (sign)"),
            "held": self.env._("Held (sign)"),
            "subscribed": self.env._("Subscribed (sign)"),
            "contracted": self.env._("Contracted (sign)"),
            "filed": self.env._("Filed (sign)"),
            "delivered": self.env._("Delivered (sign)"),
        }
        return {state: term[:1] for state, term in signs.items()}

    def _board_lookups(self):
        # who may read a project may read its buildings and layouts
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 'b', id, name, property_type, 0 AS rooms, sequence
                  FROM realestate_building WHERE project_id = %(project)s
                 UNION ALL
                SELECT 'l', id, name, property_type, room_count, sequence
                  FROM realestate_layout WHERE project_id = %(project)s
                 ORDER BY 1, 6, 2
                """,
                project=self.id,
            )
        )
        return {
            "buildings": [
                {"id": id_, "name": name, "property_type": type_}
                for kind, id_, name, type_, _rooms, _seq in rows
                if kind == "b"
            ],
            "layouts": [
                {"id": id_, "name": name, "rooms": rooms or 0}
                for kind, id_, name, _type, rooms, _seq in rows
                if kind == "l"
            ],
        }

    def _board_columns(self, query):
        """Return the units of ``query`` by column, by one SQL query.

        :param Query query: on realestate.unit, with the reader's rules in it
        :return: ``{column: [a value for each unit]}``, top floor first
        """
        for name in ("realestate.unit", "realestate.hold", "realestate.deal"):
            self.env[name].flush_model(self.env[name]._board_fields)
        query.add_join("LEFT JOIN", "d", "realestate_deal", SQL("d.id = realestate_unit.live_deal_id"))
        query.add_join("LEFT JOIN", "h", "realestate_hold", SQL("h.id = realestate_unit.live_hold_id"))
        query.add_join("LEFT JOIN", "w", "res_users", SQL("w.id = COALESCE(d.user_id, h.user_id)"))
        query.add_join("LEFT JOIN", "p", "res_partner", SQL("p.id = w.partner_id"))
        query.add_join("LEFT JOIN", "j", "realestate_project", SQL("j.id = realestate_unit.project_id"))
        query.order = SQL(
            "realestate_unit.building_sequence, realestate_unit.building_id, realestate_unit.section,"
            " realestate_unit.floor DESC, realestate_unit.board_column, realestate_unit.id"
        )
        rows = self.env.execute_query(query.select(*_SELECT))
        columns = zip(*rows, strict=True) if rows else ([] for _name in BOARD_COLUMNS)
        return dict(zip(BOARD_COLUMNS, columns, strict=True))

    # ------------------------------------------------------------------
    # live
    # ------------------------------------------------------------------
    def _board_send_pending(self):
        """Send what changed in this transaction: one message a project, with the changed rows themselves.

        So a change costs one small query here and none in the browsers that show it. Nothing in the
        message depends on its reader: the channel admits only who may read the project.
        """
        pending = self.env.cr.precommit.data.pop("realestate_board", None)
        if not pending:
            return
        reload_ids, unit_ids = set(pending["projects"]), pending["units"]
        units = self.env["realestate.unit"]
        if len(unit_ids) > MAX_CHANGED_UNITS:
            reload_ids.update(units.browse(unit_ids).exists().project_id.ids)
            unit_ids = ()
        for project in self.browse(reload_ids).exists():
            project._bus_send("realestate_board", {"project_id": project.id, "reload": True})
        if unit_ids:
            self._board_send_units(unit_ids, reload_ids)

    def _board_send_units(self, unit_ids, told_ids):
        columns = self._board_columns(self.env["realestate.unit"]._search([("id", "in", tuple(unit_ids))]))
        by_project = {}
        for index, project_id in enumerate(columns.pop("project_id")):
            by_project.setdefault(project_id, []).append(index)
        for project_id, indexes in by_project.items():
            if project_id not in told_ids:
                rows = {name: [values[index] for index in indexes] for name, values in columns.items()}
                self.browse(project_id)._bus_send("realestate_board", {"project_id": project_id, "units": rows})
