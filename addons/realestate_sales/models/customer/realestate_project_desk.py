from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .crm_lead import SOURCES

NOTIFICATION = "realestate_reception"
SUBCHANNEL = "reception"
# verbs of the desk → methods of a line of the roster
ROSTER_VERBS = {
    "present": "_set_present",
    "busy": "_set_busy",
    "away": "_set_away",
    "finish": "_finish",
    "pass": "_pass_turn",
}


class RealestateProject(models.Model):
    """The screen of the reception desk 前台接待: one request an action, the same for every desk of a project."""

    _inherit = "realestate.project"

    # ------------------------------------------------------------------
    # what the screen asks
    # ------------------------------------------------------------------
    @api.readonly
    def reception_data(self):
        """Return everything the reception desk of this project shows now.

        :return: ``project``, ``day``, ``sources``, ``mediums``, ``consultants`` (id, name), ``roster`` (see
            ``_reception_roster_data``), ``book`` (today's registrations, latest first), ``rights``
        :rtype: dict
        :raises AccessError: the user is not of the project's sales staff
        """
        self.ensure_one()
        self._check_reception_desk()
        day = self._today()
        sources = dict(self.env["realestate.reception"]._fields["source"]._description_selection(self.env))
        mediums = self.env["utm.medium"].sudo().search([("active", "=", True)])
        return {
            "project": {"id": self.id, "name": self.name},
            "day": fields.Date.to_string(day),
            "sources": [{"value": value, "label": sources[value]} for value, _label in SOURCES],
            "mediums": [{"id": medium.id, "name": medium.name} for medium in mediums],
            "medium_required": self.reception_medium_required,
            "consultants": self._reception_consultants(),
            "roster": self.sudo()._reception_roster_data(),
            "book": self._reception_book(day),
            "rights": {"register": self._is_on_desk(), "manage": self._is_reception_manager()},
        }

    @api.readonly
    def reception_lookup(self, phone, referrer_phone=False):
        """Say of a full number whether it is known, whose customer it is and until when; nothing else (CUS-4).

        :param str phone: the visitor's; a part of a number finds nothing
        :param str referrer_phone: of the owner who sent him
        :return: ``status`` (``new``, ``held``, ``free``, ``owner``, ``invalid``), ``message``, ``name`` where
            the reader works the customer's file
        :rtype: dict
        :raises AccessError: the user is not of the project's sales staff
        """
        self.ensure_one()
        self._check_reception_desk()
        sudo = self.sudo()
        vals = {
            "kind": "visit",
            "phone": phone or "",
            "is_second": False,
            "referrer_id": False,
            "referrer_phone": referrer_phone or "",
        }
        try:
            vals["phone_sanitized"] = sudo._check_reception_phone(vals["phone"])
            facts = sudo._registration_facts(vals, self._today())
        except UserError as error:
            return {"status": "invalid", "message": str(error), "name": False, "user": False, "referrer": False}
        return sudo._lookup_answer(facts)

    def register_visitor(self, vals):
        """Register a visitor or caller from the desk; see ``_register_visitor``.

        :return: ``answer`` (who receives and why), ``row`` of the book, ``roster``
        :rtype: dict
        :raises AccessError: the user is not of the sales staff, or a consultant who is not on duty
        :raises UserError: a field is blank or wrong, nobody is on duty
        """
        self.ensure_one()
        self._check_reception_desk()
        if vals.get("kind") != "call" and not self._is_on_desk():
            raise AccessError(
                self.env._("Only who is on duty today registers visitors: set yourself present in the roster first.")
            )
        # an owner is named by his full number, never by an id that could be anybody's
        reception = self._register_visitor({**vals, "referrer_id": False})
        return {
            "answer": reception._desk_answer(),
            "row": reception._desk_rows(in_full=reception.sudo(False).has_access("read"))[0],
            "roster": self.sudo()._reception_roster_data(),
        }

    def reception_roster(self, user_id, verb):
        """Change where a consultant stands: ``present``, ``busy``, ``away``, ``finish``, ``pass``, ``add``.

        :param int user_id: of the project's staff; for ``start`` (today's roster, from the last one) nobody
        :return: the roster as it is then
        :rtype: dict
        :raises AccessError: the user is not of the sales staff; a consultant who is not on duty, for another;
            a consultant who passes another's turn
        :raises UserError: what cannot be done now, in a sentence
        """
        self.ensure_one()
        self._check_reception_desk()
        self._check_roster_verb(user_id, verb)
        sudo = self.sudo()
        if verb == "start":
            sudo._roster_start()
        elif verb == "add":
            sudo._roster_add(user_id)
        elif verb in ROSTER_VERBS:
            roster = sudo._roster_of(self._today())
            roster._touch()
            line = roster.line_ids.filtered(lambda line: line.user_id.id == user_id)
            if not line:
                raise UserError(self.env._("This consultant is not on today's roster: add him first."))
            getattr(line, ROSTER_VERBS[verb])()
        else:
            raise UserError(self.env._("The roster knows no such step."))
        return sudo._reception_roster_data()

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------
    def _check_roster_verb(self, user_id, verb):
        if self.env.su or verb == "start" or user_id == self.env.uid or self._is_reception_manager():
            return
        if verb == "pass":
            raise AccessError(self.env._("A turn is passed by whose turn it is, or by the manager."))
        if not self._is_on_desk():
            raise AccessError(self.env._("Only who is on duty today moves colleagues in the roster."))

    def _is_reception_manager(self):
        user = self.env.user
        return any(
            user.has_group(f"realestate_sales.realestate_sales_group_{role}") for role in ("manager", "administrator")
        )

    def _is_on_desk(self):
        """Return whether the user may register visitors: a manager, an administrator, a consultant on duty."""
        if self.env.su or self._is_reception_manager():
            return True
        lines = self.sudo()._roster_of(self._today()).line_ids
        return bool(lines.filtered(lambda line: line.user_id == self.env.user and line.state != "away"))

    def _reception_consultants(self):
        """Return the consultants of the project, whom a visitor may ask for."""
        group = "realestate_sales.realestate_sales_group_consultant"
        users = self.sudo().user_ids.filtered(lambda user: user.active and user.has_group(group))
        return [{"id": user.id, "name": user.name} for user in users.sorted("name")]

    # ------------------------------------------------------------------
    # the roster
    # ------------------------------------------------------------------
    def _roster_of(self, day):
        """Return the roster of a day, or none."""
        return self.env["realestate.roster"].search([("project_id", "=", self.id), ("day", "=", day)])

    def _roster_start(self):
        """Make today's roster, from the last one where there is one."""
        day = self._today()
        roster = self._roster_of(day) or self.env["realestate.roster"].create({"project_id": self.id, "day": day})
        earlier = self.env["realestate.roster"].search([("project_id", "=", self.id), ("day", "<", day)], limit=1)
        if earlier and not roster.line_ids:
            roster._fill_from(earlier)
        return roster

    def _roster_add(self, user_id):
        if user_id not in [consultant["id"] for consultant in self._reception_consultants()]:
            raise UserError(self.env._("Only consultants of this project's sales staff are put on its roster."))
        roster = self._roster_of(self._today()) or self._roster_start()
        line = roster.line_ids.filtered(lambda line: line.user_id.id == user_id)
        if not line:
            sequence = max(roster.line_ids.mapped("sequence"), default=0) + 10
            line = line.create({"roster_id": roster.id, "user_id": user_id, "sequence": sequence})
        line._set_present()

    def _reception_roster_data(self):
        """Return today's roster: ``version`` and ``lines`` in the order of turns; no customer is in it."""
        roster = self._roster_of(self._today())
        floor = roster._floor()
        upcoming = floor.next_line
        labels = dict(roster.line_ids._fields["state"]._description_selection(self.env))
        return {
            "id": roster.id,
            "version": roster.version or 0,
            "quiet": floor.is_quiet,
            "lines": [
                {
                    "id": line.id,
                    "user_id": line.user_id.id,
                    "name": line.user_id.name,
                    "state": line.state,
                    "state_label": labels[line.state],
                    "next": line == upcoming,
                    "turns": line.turn_count,
                    "received": line.received_count,
                    "duty": line.duty_count,
                    "visitor": line.reception_id.number or False,
                    "since": fields.Datetime.to_string(line.busy_since) if line.busy_since else False,
                    "trainee": floor.kept[line.user_id.id].state if line.user_id.id in floor.kept else False,
                }
                # who may not receive yet stands behind those who may
                for line in floor.order.sorted(lambda line: line.user_id.id in floor.kept)
            ],
        }

    # ------------------------------------------------------------------
    # the book
    # ------------------------------------------------------------------
    def _reception_book(self, day):
        """Return today's registrations, latest first; of others' customers a consultant sees no name or number."""
        lines = self.env["realestate.reception"]
        everything = lines.sudo().search([("project_id", "=", self.id), ("day", "=", day)], order="date desc, id desc")
        own = lines.search([("id", "in", everything.ids)])
        rows = everything._desk_rows()
        full = {row["id"]: row for row in own._desk_rows(in_full=True)}
        return [full.get(row["id"], row) for row in rows]

    def _lookup_answer(self, facts):
        """Return what the desk may know of a customer before he is registered; ``facts`` as of a registration."""
        lead, holder = facts["lead"], facts["holder"]
        nobody = self.env._("nobody")
        if facts["bought"]:
            status, message = "owner", self.env._("Owner, whose consultant is %s.", holder.name or nobody)
        elif holder:
            status, message = (
                "held",
                self.env._(
                    "%(user)s's customer, protected through %(until)s.",
                    user=holder.name,
                    until=format_date(self.env, facts["until"]),
                ),
            )
        elif lead:
            status, message = "free", self.env._("Known customer whom nobody protects.")
        else:
            status, message = "new", self.env._("New customer.")
        consultant = facts["consultant"].name or nobody
        reached = bool(lead) and lead.sudo(False).has_access("read")
        return {
            "status": status,
            "message": message,
            "name": (lead.contact_name or lead.name) if reached else False,
            "user": holder.name or False,
            "referrer": self.env._("Owner, whose consultant is %s.", consultant) if facts["referrer"] else False,
        }

    # ------------------------------------------------------------------
    # live
    # ------------------------------------------------------------------
    def _notify_reception(self, reception=None):
        """Tell the desks of these projects, when this transaction commits, how the roster and the book stand."""
        pending = self.env.cr.precommit.data.setdefault(NOTIFICATION, {})
        if not pending:
            self.env.cr.precommit.add(self.env["realestate.project"].sudo()._reception_send_pending)
        for project in self:
            pending.setdefault(project.id, [])
            if reception:
                pending[project.id].append(reception.id)

    def _reception_send_pending(self):
        pending = self.env.cr.precommit.data.pop(NOTIFICATION, {})
        for project_id, reception_ids in pending.items():
            project = self.browse(project_id)
            message = {
                "project_id": project_id,
                "day": fields.Date.to_string(project._today()),
                "roster": project._reception_roster_data(),
                "rows": self.env["realestate.reception"].sudo().browse(reception_ids)._desk_rows(),
            }
            project._bus_send(NOTIFICATION, message, subchannel=SUBCHANNEL)
