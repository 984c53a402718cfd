import re
from collections import defaultdict

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, split_every

from ..fields import CopiedMany2one
from ..tools.unit_table import section_key
from .realestate_project import PRICE_BASES, PROPERTY_TYPES

BULK_ROWS = 1000  # units inserted in one statement
UNIT_STATES = [
    ("unreleased", "Unreleased"),
    ("available", "Available"),
    ("held", "Held"),
    ("subscribed", "Subscribed"),
    ("contracted", "Contracted"),
    ("filed", "Filed"),
    ("delivered", "Delivered"),
]


class RealestateUnit(models.Model):
    """A home, shop, office, parking space or store room that is sold once (INV-1)."""

    _name = "realestate.unit"
    _description = "Unit"
    _inherit = ["mail.thread"]
    _order = "project_id, building_sequence, section, floor desc, number, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    # what follows from other values is precomputed: a new unit is one INSERT and no UPDATE
    name = fields.Char(compute="_compute_name", store=True, precompute=True, index="trigram")
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index="trigram",
        help="Unique in the project; imports find the unit by it.",
    )
    building_id = fields.Many2one("realestate.building", required=True, index=True, ondelete="restrict")
    building_sequence = fields.Integer(related="building_id.sequence", store=True, precompute=True)
    project_id = fields.Many2one(related="building_id.project_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="building_id.company_id", store=True, precompute=True, index=True)
    # not by way of a stored field: a record in memory would be made for each price inserted, to look it up
    owner_id = fields.Many2one("res.company", related="building_id.company_id", string="Selling Company")
    currency_id = fields.Many2one(related="owner_id.currency_id")
    section = fields.Char(help="Entrance or stairwell within the building.")
    floor = fields.Integer(required=True, default=1, help="Negative below ground.")
    floor_label = fields.Char(help="As it is written where it is not just the number: 1-2F, B1.")
    number = fields.Char(string="Room Number", required=True, help="As it is on the door.")
    property_type = fields.Selection(PROPERTY_TYPES, required=True, default="residential", index=True)
    layout_id = fields.Many2one(
        "realestate.layout", index="btree_not_null", domain="[('project_id', '=', project_id)]", ondelete="restrict"
    )
    orientation = fields.Char()
    view = fields.Char(string="Outlook", help="What one sees: garden, river, street.")
    note = fields.Char(string="Remark")

    # areas (INV-3), in ㎡
    area_gross_presale = fields.Float(string="Presale Gross Area", digits="Real Estate Area", help="㎡, presale survey")
    area_inner_presale = fields.Float(string="Presale Inner Area", digits="Real Estate Area", help="㎡, presale survey")
    area_gross_final = fields.Float(string="Final Gross Area", digits="Real Estate Area", help="㎡, final survey")
    area_inner_final = fields.Float(string="Final Inner Area", digits="Real Estate Area", help="㎡, final survey")
    price_basis = fields.Selection(PRICE_BASES, required=True, default="gross")
    area = fields.Float(
        string="Pricing Area",
        digits="Real Estate Area",
        compute="_compute_area",
        store=True,
        precompute=True,
        help="㎡ by the pricing basis: final survey where known, else presale survey.",
    )

    # whether it may be sold at all; its prices are in realestate_unit_price.py
    not_for_sale = fields.Boolean(help="Show flat, civil defence space and the like.")
    not_for_sale_reason = fields.Char()

    # what the state follows from
    release_id = fields.Many2one(
        "realestate.release",
        index="btree_not_null",
        tracking=True,
        domain="[('project_id', '=', project_id), ('state', '!=', 'closed')]",
        ondelete="restrict",
    )
    hold_ids = fields.One2many("realestate.hold", "unit_id", string="Holds")
    deal_ids = fields.One2many("realestate.deal", "unit_id", string="Deals")
    live_hold_id = fields.Many2one(
        "realestate.hold",
        compute="_compute_state",
        store=True,
        precompute=True,
        index="btree_not_null",
        string="Active Hold",
    )
    live_deal_id = CopiedMany2one(  # of the deals that refer to the unit; none is ever deleted
        "realestate.deal",
        compute="_compute_state",
        store=True,
        precompute=True,
    )
    # no index has the state or the live deal, so that a sale leaves all indexes alone, see ``init``
    state = fields.Selection(UNIT_STATES, compute="_compute_state", store=True, precompute=True, readonly=True)
    unavailable_reason = fields.Char(compute="_compute_unavailable_reason")
    deal_count = fields.Integer(compute="_compute_deal_count", compute_sudo=True, string="Number of Deals")

    _code_uniq = models.UniqueIndex("(project_id, code)", "Another unit of this project has this code.")
    _board_idx = models.Index("(project_id, building_id)")
    _areas_positive = models.Constraint(
        "CHECK(COALESCE(area_gross_presale, 0) >= 0 AND COALESCE(area_inner_presale, 0) >= 0"
        " AND COALESCE(area_gross_final, 0) >= 0 AND COALESCE(area_inner_final, 0) >= 0)",
        "An area cannot be negative.",
    )
    _inner_within_gross = models.Constraint(
        "CHECK((COALESCE(area_gross_presale, 0) = 0 OR COALESCE(area_inner_presale, 0) <= area_gross_presale)"
        " AND (COALESCE(area_gross_final, 0) = 0 OR COALESCE(area_inner_final, 0) <= area_gross_final))",
        "The inner area may not be larger than the gross area of the same survey.",
    )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    def init(self):
        """Let a unit that is sold be written beside its old row, and its 14 indexes stay as they are (P1)."""
        self.env.cr.execute("ALTER TABLE realestate_unit SET (fillfactor = 80)")
        # those of an earlier version
        self.env.cr.execute("DROP INDEX IF EXISTS realestate_unit__state_index, realestate_unit__live_deal_id_index")

    @api.depends("building_id.name", "section", "number")
    def _compute_name(self):
        for unit in self:
            unit.name = self._unit_name(unit.building_id, unit.section, unit.number)

    @api.depends("building_id", "section", "number")
    def _compute_code(self):
        for unit in self:
            if not unit.code:
                unit.code = self._unit_code(unit.building_id, unit.section, unit.number)

    @api.depends("price_basis", "area_gross_presale", "area_inner_presale", "area_gross_final", "area_inner_final")
    def _compute_area(self):
        for unit in self:
            unit.area = unit._area_of(unit)

    @api.model
    def _area_of(self, values):
        """Return the ㎡ a unit price is multiplied with; 1 where the basis is the unit itself (INV-3).

        :param values: a unit, or a dict of its values
        """
        basis = values["price_basis"]
        if basis == "unit":
            return 1.0
        return values[f"area_{basis}_final"] or values[f"area_{basis}_presale"] or 0.0

    @api.depends("not_for_sale", "price_confirmed", "release_id.state", "hold_ids.state", "deal_ids.state")
    def _compute_state(self):
        """The one place where a unit's state comes from (INV-7)."""
        for unit in self:
            deal = unit.deal_ids.filtered("is_live")[:1]
            # a unit on hold cannot be sold: where there is a deal no hold need be looked for
            hold = not deal and unit.hold_ids.filtered(lambda h: h.state == "active")[:1]
            unit.live_deal_id = deal
            unit.live_hold_id = hold
            unit.state = deal._unit_state() if deal else self._state_without_deal(unit, unit.release_id, hold)

    @api.model
    def _state_without_deal(self, values, release, hold):
        """Return the state of a unit that nobody has bought (INV-7).

        :param values: a unit, or a dict of its values
        """
        if release.state != "open":
            return "unreleased"
        if hold or values["not_for_sale"] or not values["price_confirmed"]:
            return "held"
        return "available"

    @api.depends("state", "live_deal_id", "live_hold_id", "not_for_sale", "price_confirmed", "release_id")
    def _compute_unavailable_reason(self):
        for unit in self:
            unit.unavailable_reason = unit._why_unavailable()

    @api.depends("deal_ids")
    def _compute_deal_count(self):
        counts = dict(self.env["realestate.deal"]._read_group([("unit_id", "in", self.ids)], ["unit_id"], ["__count"]))
        for unit in self:
            unit.deal_count = counts.get(unit, 0)

    @api.constrains("release_id", "building_id")
    def _check_release(self):
        """A unit joins a release of its own project, and an open one only under a permit (INV-5)."""
        for release, units in self.filtered("release_id").grouped("release_id").items():
            if strangers := units.filtered_domain([("project_id", "!=", release.project_id.id)]):
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not belong to project %(project)s of release “%(release)s”.",
                        unit=strangers[0].name,
                        project=release.project_id.name,
                        release=release.name,
                    )
                )
            if release.state == "open":
                release._check_buildings_covered(units.building_id)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        buildings = self.env["realestate.building"].browse({vals["building_id"] for vals in vals_list})
        for vals in vals_list:
            building = buildings.browse(vals["building_id"])
            vals.setdefault("property_type", building.property_type)
            if not vals.get("code"):
                vals.pop("code", None)  # computed from building, section and number
        return super().create(vals_list)

    def _add_precomputed_values(self, vals_list):
        """Complete new units without a record in memory for each: a unit table has 10,000 of them (INV-2)."""
        buildings = self.env["realestate.building"].browse(vals["building_id"] for vals in vals_list)
        releases = self.env["realestate.release"].browse(vals.get("release_id") or False for vals in vals_list)
        for vals, building, release in zip(vals_list, buildings, releases, strict=True):
            vals.update(self._precomputed_values(defaultdict(bool, vals), building, release))
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _precomputed_values(self, values, building, release):
        """Return what the stored computes give for a unit that is being created; nobody holds or has bought it.

        :param dict values: of the unit, False where not given
        """
        return {
            "name": self._unit_name(building, values["section"], values["number"]),
            "code": values["code"] or self._unit_code(building, values["section"], values["number"]),
            "building_sequence": building.sequence,
            "project_id": building.project_id.id,
            "company_id": building.company_id.id,
            "area": self._area_of(values),
            "live_hold_id": False,
            "live_deal_id": False,
            "state": self._state_without_deal(values, release, hold=False),
        }

    def _create(self, data_list):
        """Insert a unit table's rows without a copy of each in the cache, where the context says
        ``realestate_bulk_insert``: they are read next by another request.

        Everything around it is as in any create: rights and rules, defaults, constraints, overrides.
        """
        names = sorted({name for data in data_list for name in data["stored"]})
        if not self.env.context.get("realestate_bulk_insert") or not all(self._fields[n].column_type for n in names):
            return super()._create(data_list)
        ids = []
        for part in split_every(BULK_ROWS, data_list):
            rows = [tuple(self._bulk_row(names, data["stored"])) for data in part]
            ids += self.env.execute_query(
                SQL(
                    "INSERT INTO realestate_unit (%s) VALUES %s RETURNING id",
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(rows),
                )
            )
        units = self.browse(unit_id for (unit_id,) in ids)
        for data, unit in zip(data_list, units, strict=True):
            data["record"] = unit
        for name in names:
            for inverse in self.pool.field_inverses[self._fields[name]]:
                self.env[inverse.model_name].invalidate_model([inverse.name], flush=False)
        with self.env.protecting([(data["protected"], data["record"]) for data in data_list]):
            units.modified(self._fields, create=True)
        units._validate_fields(names)
        units.check_access("create")
        return units

    def _bulk_row(self, names, stored):
        """Yield the columns of a new unit; prices come rounded, so that no currency need be looked up for each."""
        for name in names:
            field = self._fields[name]
            if name not in stored:
                yield None
            elif field.type == "monetary":
                yield float(stored[name] or 0.0)
            else:
                yield field.convert_to_column_insert(stored[name], self, stored)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deals(self):
        if self.sudo().deal_ids:
            raise UserError(self.env._("A unit that has had a deal stays on record."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_hold(self):
        """Ask for reason and expiry, then hold these units (INV-6)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_unit_hold_action")
        return {**action, "context": {"default_unit_ids": self.ids}}

    def action_release_hold(self):
        """End the active holds of these units (INV-6)."""
        return self.live_hold_id.action_release()

    # ------------------------------------------------------------------
    # claiming
    # ------------------------------------------------------------------
    def why_unavailable(self):
        """Return the one reason why this unit cannot be sold now, or False (INV-7).

        Names the consultant, never the buyer.

        :rtype: str | bool
        """
        self.ensure_one()
        self.check_access("read")
        return self._why_unavailable()

    def _why_unavailable(self):
        self.ensure_one()
        unit = self.sudo()
        if deal := unit.live_deal_id:
            return deal._taken_message()
        if unit.state == "available":
            return False
        if not unit.release_id:
            return self.env._("%s is not in any release yet.", unit.name)
        if unit.release_id.state == "draft":
            return self.env._("Release “%s” is not open yet.", unit.release_id.name)
        if unit.release_id.state == "closed":
            return self.env._("Release “%s” is closed.", unit.release_id.name)
        if hold := unit.live_hold_id:
            return self.env._(
                "Held by %(user)s until %(until)s: %(reason)s",
                user=hold.user_id.name,
                until=fields.Datetime.context_timestamp(
                    self.with_context(tz=unit.project_id.tz), hold.expires_on
                ).strftime("%Y-%m-%d %H:%M"),
                reason=hold.reason,
            )
        if unit.not_for_sale:
            return self.env._("Not for sale: %s", unit.not_for_sale_reason or unit.note or "")
        return self.env._("Its price must be confirmed again after a withdrawal.")

    def _claim_or_refuse(self):
        """Lock these units for the current transaction, or refuse at once: nobody queues for a unit (INV-8).

        Under REPEATABLE READ a row that another transaction changed after our snapshot cannot be
        locked; that is a lost race, not an error to replay, so it is answered like one.

        :raises UserError: a unit is not available; says who has it and until when
        """
        states = self._lock_or_refuse()
        for unit in self.browse(sorted(self.ids)):
            if states[unit.id] != "available":
                raise UserError(unit._why_unavailable())

    def _lock_or_refuse(self):
        """Lock these units' rows for the current transaction, in the order of their ids, without waiting.

        :return: ``{unit id: state}`` as stored
        :raises UserError: somebody else is at one of them, or changed it after our snapshot
        """
        if not self:
            return {}
        unit_ids = sorted(self.ids)
        self.env["realestate.unit"].flush_model(["state"])
        try:
            # the second key tells a loser who is at it while the winner has not committed yet
            self.env.cr.execute(
                SQL(
                    """
                    WITH locked AS MATERIALIZED (
                        SELECT id, state FROM realestate_unit
                         WHERE id IN %s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
                    SELECT id, state, pg_advisory_xact_lock_shared(id, %s) FROM locked
                    """,
                    tuple(unit_ids),
                    self.env.uid,
                )
            )
        except SerializationFailure:
            raise UserError(self._committed_reason()) from None
        states = {unit_id: state for unit_id, state, _marker in self.env.cr.fetchall()}
        for unit in self.browse(unit_ids):
            if unit.id not in states:
                raise UserError(unit._in_progress_message())
        return states

    def _committed_reason(self):
        # our own snapshot is too old to know; a fresh one does
        with self.env.registry.cursor() as cr:
            for unit in self.with_env(self.env(cr=cr)):
                if reason := unit._why_unavailable():
                    return reason
        return self.env._("The unit was changed by somebody else this very moment. Try again.")

    def _in_progress_message(self):
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                SELECT objid FROM pg_locks
                 WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                self.id,
            )
        )
        row = self.env.cr.fetchone()
        name = self.env["res.users"].sudo().browse(row[0]).name if row else self.env._("a colleague")
        return self.env._("%(unit)s is being taken by %(user)s at this very moment.", unit=self.sudo().name, user=name)

    # ------------------------------------------------------------------
    # names
    # ------------------------------------------------------------------
    @api.model
    def _unit_name(self, building, section, number):
        return " ".join(part for part in (building.name, section, number) if part)

    @api.model
    def _unit_code(self, building, section, number):
        """Return the code of a unit that comes without one: building-section-number (INV-2).

        The one rule that generated and imported units share, so that each finds what the other made.

        :param building: record of realestate.building
        :param section: name of the entrance, may be empty
        :param number: room number on the door
        :rtype: str
        """
        return self._unit_code_of(building.code, section, number)

    @api.model
    def _unit_code_of(self, building_code, section, number):
        """As ``_unit_code``, of a building that may not exist yet.

        The section is named once and without its unit: 2#, 1单元, 1-101 is 2-1-101.
        """
        section = section_key(section or "")
        number = str(number or "").strip()
        if section and re.match(rf"{re.escape(section)}\s*[-–—]", number):
            section = ""
        return "-".join(part for part in (str(building_code or "").strip(), section, number) if part)
