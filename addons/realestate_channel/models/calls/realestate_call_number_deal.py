from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# how many are locked and looked up at once
BATCH = 5000


class RealestateCallNumber(models.Model):
    """Numbers are given out in lots: locked, looked up once more, assigned by one statement (CH-3)."""

    _inherit = "realestate.call.number"

    @api.model
    def _deal_out(self, call_list, sizes, date_until, states):
        """Give free numbers of a list out, a lot to each caller.

        Rows that somebody else is giving out this moment are left to him. Who has become a customer since the import
        is left out.

        :param call_list: realestate.call.list
        :param list sizes: pairs of caller (res.users) and the most persons that he gets
        :param date date_until: the last day to call
        :param states: of ``OPEN_STATES``: which numbers
        :return: the lots that were made
        :raises UserError: there is no free number
        """
        ids = self._lock_free(call_list, sum(size for _user, size in sizes), states)
        if not ids:
            raise UserError(self.env._("No number of this list is free in the states you chose."))
        lots = self.env["realestate.call.lot"].sudo()
        owners = {}
        for user, size in sizes:
            part, ids = ids[:size], ids[size:]
            if part:
                lot = lots.create(self._prepare_lot_vals(call_list, user, len(part), date_until))
                lots |= lot
                owners |= dict.fromkeys(part, (user.id, lot.id))
        self._assign(owners, date_until)
        return lots.with_env(self.env)

    @api.model
    def _prepare_lot_vals(self, call_list, user, size, date_until):
        count = self.env["realestate.call.lot"].sudo().search_count([("list_id", "=", call_list.id)])
        return {
            "name": f"{call_list.name} #{count + 1}",
            "list_id": call_list.id,
            "user_id": user.id,
            "day": call_list.project_id._today(),
            "date_until": date_until,
            "size": size,
        }

    @api.model
    def _lock_free(self, call_list, count, states):
        """Return the ids of up to ``count`` free numbers, locked, none of them a customer's or unwanted."""
        self.flush_model()
        found, last, more = [], 0, True
        while more and len(found) < count:
            wanted = min(count - len(found), BATCH)
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT id, phone_sanitized FROM realestate_call_number
                     WHERE list_id = %s AND active AND user_id IS NULL AND main_id IS NULL AND state = ANY(%s)
                       AND id > %s
                     ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
                    """,
                    call_list.id,
                    list(states),
                    last,
                    wanted,
                )
            )
            last, more = max((row_id for row_id, _number in rows), default=last), len(rows) == wanted
            known = call_list._known_customers([number for _id, number in rows])
            self.sudo().browse(row_id for row_id, number in rows if number in known).write({"state": "customer"})
            self.flush_model()
            found += [row_id for row_id, number in rows if number not in known]
        return found

    @api.model
    def _assign(self, owners, date_until):
        """Write who has which number, with the other numbers of the same person.

        :param dict owners: number id → (user id, lot id)
        """
        self.env["realestate.call.lot"].flush_model()
        # joined by the key alone, so that it is quick without statistics too: right after an import
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number AS number
                   SET user_id = owner.user_id, lot_id = owner.lot_id, protected_until = %(until)s, next_date = NULL,
                       shown_user_id = NULL, skip_count = 0, write_uid = %(user)s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%(ids)s::int[], %(users)s::int[], %(lots)s::int[]) AS owner (id, user_id, lot_id)
                 WHERE number.id = owner.id
                """,
                until=date_until,
                user=self.env.uid,
                ids=list(owners),
                users=[user_id for user_id, _lot_id in owners.values()],
                lots=[lot_id for _user_id, lot_id in owners.values()],
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number AS number
                   SET user_id = main.user_id, lot_id = main.lot_id, protected_until = main.protected_until,
                       next_date = NULL, shown_user_id = NULL, skip_count = 0
                  FROM realestate_call_number AS main
                 WHERE main.id = number.main_id AND number.main_id = ANY(%s) AND number.active
                   AND number.state IN ('new', 'unreached', 'reached')
                """,
                list(owners),
            )
        )
        self.invalidate_model()
