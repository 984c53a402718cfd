from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

BATCH = 10_000  # persons a step
# the nearest of what is known of a number decides
POOLS = ("project_pool", "company_pool")


class RealestateCallList(models.Model):
    """The import of a list: numbers wait as rows, and go on in batches until none is left (CH-3).

    A batch is one transaction of a fixed number of queries, whatever its size; a run that breaks off goes
    on with the next batch, from the open form or by the cron.
    """

    _inherit = "realestate.call.list"

    import_total = fields.Integer(string="Numbers in the File", readonly=True, copy=False)
    import_pending = fields.Integer(compute="_compute_import_counts", string="Still to be Imported")
    taken_count = fields.Integer(compute="_compute_import_counts", string="Taken")
    cleaned_count = fields.Integer(compute="_compute_import_counts", string="Cleaned")
    left_out_count = fields.Integer(compute="_compute_import_counts", string="Left Out")
    in_file_count = fields.Integer(compute="_compute_import_counts", string="Twice in the File")
    older_count = fields.Integer(compute="_compute_import_counts", string="In Another List")
    invalid_count = fields.Integer(compute="_compute_import_counts", string="Invalid")
    customer_count = fields.Integer(compute="_compute_import_counts", string="Already a Customer")
    pool_count = fields.Integer(compute="_compute_import_counts", string="In the Pool")
    do_not_call_count = fields.Integer(compute="_compute_import_counts", string="Do not Call")

    @api.depends("row_ids", "number_ids")
    def _compute_import_counts(self):
        rows = self.env["realestate.call.row"].sudo()
        groups = rows._read_group([("list_id", "in", self.ids)], ["list_id", "outcome"], ["__count"])
        counts = defaultdict(dict)
        for call_list, outcome, count in groups:
            counts[call_list.id][outcome] = count
        numbers = self.env["realestate.call.number"].sudo().with_context(active_test=False)
        taken = dict(numbers._read_group([("list_id", "in", self.ids)], ["list_id"], ["__count"]))
        domain = [("list_id", "in", self.ids), ("cleaned", "=", True)]
        cleaned = dict(numbers._read_group(domain, ["list_id"], ["__count"]))
        for call_list in self:
            found = counts[call_list.id]
            call_list.import_pending = found.get("pending", 0)
            for outcome in ("in_file", "older", "invalid", "customer", "pool", "do_not_call"):
                call_list[f"{outcome}_count"] = found.get(outcome, 0)
            call_list.left_out_count = sum(found.values()) - found.get("pending", 0)
            call_list.taken_count = taken.get(call_list._origin, 0)
            call_list.cleaned_count = cleaned.get(call_list._origin, 0)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def import_step(self):
        """Import one batch; called by the open form until nothing is left.

        :return: ``total`` numbers of the file and how many are still ``pending``
        """
        self.ensure_one()
        self.check_access("write")
        self._import_batch()
        self.invalidate_recordset(["import_pending"])
        return {"total": self.import_total, "pending": self.import_pending}

    def action_view_left_out(self):
        """Open what was left out, by reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_call_row_action")
        context = {"search_default_group_outcome": 1}
        if outcome := self.env.context.get("call_outcome"):
            context = {f"search_default_{outcome}": 1}
        return {**action, "domain": [("list_id", "=", self.id), ("outcome", "!=", "pending")], "context": context}

    def action_download_left_out(self):
        """Download the lines that were left out, in full, with the reasons; this is logged (ACCESS-3)."""
        self.ensure_one()
        self._check_download()
        return {
            "type": "ir.actions.act_url",
            "url": f"/realestate_channel/call_list/{self.id}/left_out",
            "target": "download",
        }

    def _check_download(self):
        """Who imported the numbers has them anyway; else the manager of the channel."""
        self.check_access("write")
        owners = self.env["realestate.call.row"].sudo()._read_group([("list_id", "=", self.id)], ["create_uid"])
        manager = self.env.user.has_group("realestate_channel.realestate_channel_group_manager")
        if not manager and self.env.user not in [owner for [owner] in owners]:
            raise UserError(
                self.env._("The numbers in full are for who imported them and for the channel manager: ask him.")
            )

    def _left_out_table(self):
        """Return headings and rows (as they stood in the file, in full) of what was left out."""
        self.ensure_one()
        rows = self.env["realestate.call.row"].sudo()
        names = ("sheet", "row", "name", "phone", "place", "note", "outcome", "reason")
        described = rows.fields_get(names, ["string", "selection"])
        outcomes = dict(described["outcome"]["selection"])
        found = rows.search_fetch(
            [("list_id", "=", self.id), ("outcome", "!=", "pending")], names, order="outcome, sheet, row, id"
        )
        table = ([outcomes[row.outcome] if name == "outcome" else row[name] or "" for name in names] for row in found)
        return [described[name]["string"] for name in names], table

    # ------------------------------------------------------------------
    # rows
    # ------------------------------------------------------------------
    def _add_rows(self, persons):
        """Put the numbers of a file in line for the import, by one statement.

        :param persons: iterable of (sheet name, ``call_list.Person``)
        """
        self.ensure_one()
        texts = self.env["realestate.call.row"]._why_texts()
        [[first]] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(person), 0) FROM realestate_call_row WHERE list_id = %s", self.id)
        )
        [[used]] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(person), 0) FROM realestate_call_number WHERE list_id = %s", self.id)
        )
        columns = [[] for _index in range(11)]
        seen = set()
        for person_number, (sheet, person) in enumerate(persons, max(first, used) + 1):
            for number in person.numbers:
                outcome, reason = "pending", None
                if not number.sanitized:
                    outcome, reason = "invalid", texts[number.error]
                elif number.sanitized in seen:
                    outcome, reason = "in_file", texts["in_file"]
                seen.add(number.sanitized)
                values = (
                    sheet, person.row, person_number, person.name or None, person.place or None, person.note or None,
                    number.raw[:100], number.sanitized, number.cleaned, outcome, reason,
                )  # fmt: skip
                for column, value in zip(columns, values, strict=True):
                    column.append(value)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO realestate_call_row (list_id, company_id, create_uid, create_date, sheet, row, person, name,
                                                 place, note, phone, phone_sanitized, cleaned, outcome, reason)
                SELECT %s, %s, %s, now() AT TIME ZONE 'UTC', *
                  FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[],
                              %s::text[], %s::bool[], %s::text[], %s::text[])
                """,
                self.id,
                self.company_id.id,
                self.env.uid,
                *columns,
            )
        )
        self.env["realestate.call.row"].invalidate_model()
        self.sudo().import_total += len(columns[0])

    # ------------------------------------------------------------------
    # a batch
    # ------------------------------------------------------------------
    def _import_batch(self, limit=BATCH):
        """Sort out and take the next persons of this list; all of a batch or nothing of it.

        :param int limit: persons
        :return: whether there was anything to do
        """
        self.ensure_one()
        self.lock_for_update()
        rows = self.env["realestate.call.row"].sudo()
        self.flush_recordset()
        rows.flush_model()
        self.env["realestate.call.number"].flush_model()
        ids = [row_id for [row_id] in self.env.execute_query(
            SQL(
                """
                SELECT id FROM realestate_call_row
                 WHERE list_id = %(list)s AND outcome = 'pending'
                   AND person <= (SELECT MAX(person) FROM (
                           SELECT DISTINCT person FROM realestate_call_row
                            WHERE list_id = %(list)s AND outcome = 'pending' ORDER BY person LIMIT %(limit)s) AS next)
                 ORDER BY id
                """,
                list=self.id,
                limit=limit,
            )
        )]  # fmt: skip
        if not ids:
            return False
        self._refuse_unwanted(ids)
        self._refuse_customers(ids)
        self._refuse_relatives(ids)
        self._take(ids)
        rows.invalidate_model()
        self.env["realestate.call.number"].invalidate_model()
        return True

    def _refuse_unwanted(self, ids):
        """Leave out who does not want to be called."""
        self.env["realestate.do.not.call"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_row AS row SET outcome = 'do_not_call', reason = %s
                  FROM realestate_do_not_call AS refused
                 WHERE row.id = ANY(%s) AND refused.active AND refused.company_id = row.company_id
                   AND refused.phone_sanitized = row.phone_sanitized
                """,
                self.env["realestate.call.row"]._why_texts()["do_not_call"],
                ids,
            )
        )

    def _refuse_customers(self, ids):
        """Leave out who is known to the sales office: a customer is protected, whoever has him (CUS-4)."""
        numbers = [number for [number] in self.env.execute_query(
            SQL("SELECT phone_sanitized FROM realestate_call_row WHERE id = ANY(%s) AND outcome = 'pending'", ids)
        )]  # fmt: skip
        known = self._known_customers(numbers)
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_row AS row SET outcome = known.outcome, reason = known.reason
                  FROM unnest(%s::text[], %s::text[], %s::text[]) AS known (number, outcome, reason)
                 WHERE row.id = ANY(%s) AND row.outcome = 'pending' AND row.phone_sanitized = known.number
                """,
                list(known),
                [outcome for outcome, _reason in known.values()],
                [reason for _outcome, reason in known.values()],
                ids,
            )
        )

    def _known_customers(self, numbers):
        """Return {number: (``customer`` or ``pool``, the sentence that everybody may read)}."""
        hits = self.env["crm.lead"]._realestate_find_same(numbers, project=self.project_id)
        known = {}
        for hit in hits:  # the nearest first; a colleague is another person
            if hit["via"] != "employer":
                known.setdefault(hit["number"], ("pool" if hit["kind"] in POOLS else "customer", hit["neutral"]))
        return known

    def _refuse_relatives(self, ids):
        """A person of whom one number is known or refused is not called by another."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_row AS row SET outcome = hit.outcome, reason = hit.reason
                  FROM realestate_call_row AS hit
                 WHERE row.id = ANY(%(ids)s) AND hit.id = ANY(%(ids)s) AND row.outcome = 'pending'
                   AND hit.outcome IN ('customer', 'pool', 'do_not_call') AND hit.person = row.person
                """,
                ids=ids,
            )
        )

    def _take(self, ids):
        """Make numbers of what is left; a number that another list has meanwhile is refused by the unique index."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO realestate_call_number (
                    list_id, project_id, company_id, team_id, person, name, place, note, phone, phone_sanitized,
                    cleaned, state, active, call_count, skip_count, create_uid, write_uid, create_date, write_date)
                SELECT list.id, list.project_id, list.company_id, list.team_id, row.person, row.name, row.place,
                       row.note, row.phone_sanitized, row.phone_sanitized, row.cleaned, 'new', TRUE, 0, 0,
                       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM realestate_call_row AS row JOIN realestate_call_list AS list ON list.id = row.list_id
                 WHERE row.id = ANY(%(ids)s) AND row.outcome = 'pending'
                 ORDER BY row.id
                ON CONFLICT DO NOTHING
                """,
                user=self.env.uid,
                ids=ids,
            )
        )
        # looked up by the unique index, one by one: nothing is known yet of rows that were just inserted
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM realestate_call_row AS row
                 WHERE row.id = ANY(%s) AND row.outcome = 'pending'
                   AND EXISTS (SELECT FROM realestate_call_number AS number
                                WHERE number.company_id = row.company_id AND number.active
                                  AND number.phone_sanitized = row.phone_sanitized
                                  AND number.list_id = row.list_id AND number.person = row.person)
                """,
                ids,
            )
        )
        self._name_older(ids)
        self._link_persons()

    def _name_older(self, ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_row AS row SET outcome = 'older', reason = list.name
                  FROM realestate_call_number AS number JOIN realestate_call_list AS list ON list.id = number.list_id
                 WHERE row.id = ANY(%s) AND row.outcome = 'pending' AND number.active
                   AND number.company_id = row.company_id AND number.phone_sanitized = row.phone_sanitized
                """,
                ids,
            )
        )

    def _link_persons(self):
        """Of several numbers of a person the first is called, the others stand beside it."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number AS number SET main_id = first.id
                  FROM (SELECT person, MIN(id) AS id FROM realestate_call_number
                         WHERE list_id = %(list)s GROUP BY person HAVING COUNT(*) > 1) AS first
                 WHERE number.list_id = %(list)s AND number.person = first.person AND number.id != first.id
                   AND number.main_id IS NULL
                """,
                list=self.id,
            )
        )

    @api.model
    def _cron_import(self):
        """Go on with imports that broke off: the browser was closed, the server restarted."""
        rows = self.env["realestate.call.row"].sudo()
        lists = rows._read_group([("outcome", "=", "pending")], ["list_id"], order="list_id")
        for [call_list] in lists:
            if not call_list.try_lock_for_update():
                continue  # the open form is at it
            while call_list._import_batch():
                if not self.env["ir.cron"]._commit_progress(
                    1, remaining=rows.search_count([("outcome", "=", "pending")])
                ):
                    return
