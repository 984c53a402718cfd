from odoo import api, fields, models
from odoo.fields import Domain

# what one person can look through; the action says when there is more
LIMIT = 2000


class RealestateMeasureRecord(models.TransientModel):
    """A record behind a figure, as somebody sees it who may read the figure but not the record (HR-2).

    HR has no customers (section 0): it sees which document, of what day and whose, and whether it was met.
    """

    _name = "realestate.measure.record"
    _description = "Record behind a Figure"
    _order = "day, id"

    measure_id = fields.Many2one("realestate.measure", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    day = fields.Date(string="Date", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    is_met = fields.Boolean(string="In the Numerator", readonly=True)
    amount = fields.Float(string="Counts", readonly=True, digits=(16, 2))

    @api.model
    def _action_open(self, measure, source, domain, met_domain=None):
        """Return the action that lists what ``domain`` finds, without names of customers.

        :param met_domain: which of the records are in the numerator; None: all
        """
        records = self.env[source.model].sudo().with_context(active_test=False).search(domain, limit=LIMIT)
        met = records
        if met_domain is not None:
            met = records.search(Domain("id", "in", records.ids) & met_domain)
        counts = self._counts(source, records, met)
        lines = self.sudo().create(
            [
                self._prepare_vals(measure, source, record, record in met) | {"amount": counts[record.id]}
                for record in records
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(measure)s: the first %(count)s", measure=measure.name, count=LIMIT)
            if len(records) == LIMIT
            else measure.name,
            "res_model": self._name,
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
            "context": {"create": False},
        }

    @api.model
    def _counts(self, source, records, met):
        """Return record id → what it adds to the figure: together the list adds up to it.

        Where each customer (or visit, …) counts once, his first record counts 1, one that is met before the others.
        """
        name, _colon, function = source.aggregate.partition(":")
        if function != "count_distinct":
            return {record.id: (record[name] if function == "sum" else 1) * source.scale for record in records}
        counts = dict.fromkeys(records.ids, 0)
        seen = set()
        for record in records.sorted(lambda record: record not in met):
            counted = record[name]
            if counted and counted not in seen:
                seen.add(counted)
                counts[record.id] = 1
        return counts

    @api.model
    def _prepare_vals(self, measure, source, record, is_met):
        reference = record.mapped(source.reference)
        day = record.mapped(source.day)
        user, project = (
            record.mapped(source.subjects[by]).id if by in source.subjects else False for by in ("user", "project")
        )
        return {
            "measure_id": measure.id,
            "kind": self.env["ir.model"]._get(source.model).sudo().name,
            "reference": f"{reference[0]}" if reference else "",
            "day": day[0] if day else False,
            "user_id": user,
            "project_id": project,
            "is_met": is_met,
        }
