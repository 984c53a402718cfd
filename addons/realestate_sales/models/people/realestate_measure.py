from collections import defaultdict
from dataclasses import dataclass, field, replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

UNITS = [("percent", "%"), ("number", "Count"), ("amount", "¥"), ("area", "㎡"), ("days", "Days")]


@dataclass
class MeasureSource:
    """Where a measure comes from: one model, what counts, and of that what has been met.

    The figures are added up over these domains and their records are opened by the same domains, so a
    figure and the records behind it cannot differ.

    :param str model: whose records are measured
    :param base: domain of the records of the period: the denominator, or what is added up
    :param met: domain that the numerator's records fulfil besides; None: the measure is no share
    :param dict subjects: subject (``user``, ``project``) → path to it from the model
    :param str aggregate: what is added up, as ``_read_group`` takes it
    :param float scale: what a sum is multiplied by (a share of 100% is one unit: 0.01)
    :param of: another ``MeasureSource`` that is divided by (what is attained, of the target); None: ``base`` itself
    :param str reference: path to what names a record without naming a customer: shown to who may read the figure
        but not the record (HR, section 0)
    :param str day: path to the day it counts on
    :param bool opaque: the domain has SQL of its own, which no screen understands: records are opened by their ids
    """

    model: str
    base: Domain
    met: Domain | None = None
    subjects: dict[str, str] = field(default_factory=dict)
    aggregate: str = "__count"
    scale: float = 1.0
    of: "MeasureSource | None" = None
    reference: str = "id"
    day: str = "create_date"
    opaque: bool = False

    @property
    def numerator(self):
        return self.base & self.met if self.met is not None else self.base

    @property
    def is_share(self):
        return self.met is not None or self.of is not None

    @property
    def denominator(self):
        """What is divided by, as a source of its own."""
        return self.of or replace(self, met=None)

    def missed(self):
        """Return the domain of what is in the denominator alone."""
        return self.base & ~self.met if self.met is not None else Domain.FALSE


class Tally(dict):
    """What was added up for each subject: a number, or the set of what is counted once.

    A customer of two people of a team is one customer of the team: sets are united where numbers are added.
    """

    def total(self, subjects):
        """Return the sum over ``subjects``; 0 where there is nothing."""
        found = [self[subject] for subject in subjects if subject in self]
        if found and isinstance(found[0], frozenset):
            return len(frozenset().union(*found))
        return sum(found)


class RealestateMeasure(models.Model):
    """A figure by which people are measured, computed from what they did, or typed in (HR-2).

    A computed measure has a ``code``; an addon that brings one adds its record and a method
    ``_measure_<code>(date_from, date_to)`` that returns its ``MeasureSource``.
    """

    _name = "realestate.measure"
    _description = "Performance Measure"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        readonly=True, copy=False, help="Computed from the records of the period; empty: typed in.", index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Selection(UNITS, string="Unit of Measure", required=True, default="percent")
    higher_is_better = fields.Boolean(default=True)
    target = fields.Float(help="In the measure's unit; a description of a job may ask for another.")
    scoring_id = fields.Many2one(
        "realestate.scoring", string="Scoring Rule", ondelete="restrict", index="btree_not_null",
        help="How the figure becomes a score; empty: in proportion to the target, 0 to 100. A duty may have its own.",
    )  # fmt: skip
    definition = fields.Text(translate=True, help="What is divided by what, in words that settle a dispute.")

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "This computed measure is there already.")

    @api.constrains("code")
    def _check_code(self):
        for measure in self.filtered("code"):
            if not hasattr(self, f"_measure_{measure.code}"):
                raise ValidationError(self.env._("Nothing computes a measure with the code “%s”.", measure.code))

    def _source(self, date_from, date_to):
        """Return the ``MeasureSource`` of this computed measure for the days from … through … ."""
        self.ensure_one()
        return getattr(self, f"_measure_{self.code}")(date_from, date_to)

    def _tallies(self, date_from, date_to, by=None, domain=None):
        """Return ``(numerators, denominators)``, each a ``Tally`` by subject, by one query each.

        Whose figures a user may see is for the caller to decide: they are added up over all records.

        :param by: ``user``, ``project`` or ``department`` (that the person belongs to now); None: all in one
        :param domain: restricts what is measured, on the measure's model
        :return: denominators are None for what is no share
        """
        source = self._source(date_from, date_to)
        extra = Domain(domain or Domain.TRUE)
        numerators = self._tally(source, source.numerator & extra, by)
        if not source.is_share:
            return numerators, None
        of = source.denominator
        return numerators, self._tally(of, of.base & (extra if of.model == source.model else Domain.TRUE), by)

    def _tally(self, source, domain, by):
        path = source.subjects["user" if by == "department" else by] if by else None
        model = self.env[source.model].sudo().with_context(active_test=False)
        if source.aggregate.endswith(":count_distinct"):
            tally = self._tally_once(model, domain, path, source.aggregate.removesuffix(":count_distinct"))
        else:
            groups = model._read_group(domain, [path] if by else [], [source.aggregate])
            tally = Tally({row[0].id if by else False: (row[-1] or 0) * source.scale for row in groups})
        return self._by_department(tally) if by == "department" else tally

    @api.model
    def _tally_once(self, model, domain, path, name):
        """Return for each subject the set of what its records have in the field ``name``.

        PostgreSQL sorts for ``array_agg(DISTINCT …)``, which takes three times as long as to hash the pairs first.
        """
        query = model._search(domain)
        counted = model._field_to_sql(query.table, name, query)
        subject = model._read_group_groupby(query.table, path, query) if path else SQL("0")
        pairs = query.select(SQL("DISTINCT %s AS subject", subject), SQL("%s AS counted", counted))
        found = SQL("array_agg(counted) FILTER (WHERE counted IS NOT NULL)")
        # all in one is one row, of nothing too
        select = SQL("SELECT subject, %s FROM (%s) AS pair GROUP BY 1" if path else "SELECT 0, %s FROM (%s) AS pair",
                     found, pairs)  # fmt: skip
        rows = self.env.execute_query(select)
        return Tally({subject or False: frozenset(ids or ()) for subject, ids in rows})

    @api.model
    def _by_department(self, tally):
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users = defaultdict(set)
        for user, department in employees._read_group([("user_id", "in", list(tally))], ["user_id", "department_id"]):
            users[department.id].add(user.id)
        united = Tally()
        for department, ids in users.items():
            values = [tally[user] for user in ids]
            united[department] = frozenset().union(*values) if isinstance(values[0], frozenset) else sum(values)
        return united

    @api.model
    def _figure(self, numerators, denominators, subjects):
        """Return ``numerator``, ``denominator`` and ``value`` of all ``subjects`` together.

        A share is in percent, and its value None where there was nothing to measure: that is not zero (HR-2).
        """
        numerator = numerators.total(subjects)
        if denominators is None:
            return {"numerator": numerator, "denominator": None, "value": numerator}
        base = denominators.total(subjects)
        return {"numerator": numerator, "denominator": base, "value": 100.0 * numerator / base if base else None}

    def _figures(self, date_from, date_to, by=None, domain=None):
        """Return the figures of this measure for the days ``date_from`` through ``date_to``, see ``_tallies``.

        :return: id of the subject (False without ``by``) → ``numerator``, ``denominator``, ``value``
        :rtype: dict
        """
        numerators, denominators = self._tallies(date_from, date_to, by=by, domain=domain)
        subjects = numerators if denominators is None else {**denominators, **numerators}
        return {subject: self._figure(numerators, denominators, [subject]) for subject in subjects}

    def _is_reached(self, value):
        """Return whether ``value`` reaches the target; None where there is nothing to measure."""
        self.ensure_one()
        if value is None:
            return None
        return value >= self.target if self.higher_is_better else value <= self.target

    def _records_domain(self, source, by, subject_ids, which):
        """Return the domain of the records behind the figure of ``subject_ids``, on the model of ``source``."""
        if which == "missed":
            domain = source.missed()
        else:
            domain = source.base if which == "denominator" else source.numerator
        if by == "department":
            employees = self.env["hr.employee"].sudo().with_context(active_test=False)
            users = employees.search([("department_id", "in", list(subject_ids))]).user_id
            by, subject_ids = "user", users.ids
        if by:
            domain &= Domain(source.subjects[by], "in", list(subject_ids))
        return domain

    def _records_action(self, date_from, date_to, by=None, subject_id=False, which="numerator"):
        """Return the action that opens the records behind a figure, with the reader's own rights.

        Who may not read them, as HR, who has no customers, opens their list by number, day and person.

        :param subject_id: the subject's id, or a list of ids whose figures were added up
        :param str which: ``numerator``, ``denominator``, or ``missed``: what is in the denominator alone
        """
        source = self._source(date_from, date_to)
        # of a share the denominator's records still tell which of them are in the numerator
        met = source.met
        if which == "denominator":
            source = source.denominator
        subject_ids = list(subject_id) if isinstance(subject_id, list | tuple | set) else [subject_id]
        domain = self._records_domain(source, by, subject_ids, which)
        if not self.env[source.model].has_access("read"):
            return self.env["realestate.measure.record"]._action_open(self, source, domain, met)
        if source.opaque:
            model = self.env[source.model].sudo().with_context(active_test=False)
            domain = Domain("id", "in", model._search(domain).get_result_ids())
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": source.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"active_test": False},
        }

    @api.model
    def _release_used(self, module):
        """Keep the measures of ``module``, which is being uninstalled, where duties or appraisals have them.

        Nothing computes them any more: they become typed ones, archived, and are no longer the addon's to delete.
        """
        data = self.env["ir.model.data"].search([("module", "=", module), ("model", "=", self._name)])
        measures = self.with_context(active_test=False).browse(data.mapped("res_id")).exists()
        used = self.env["realestate.job.duty"].search([("measure_id", "in", measures.ids)]).measure_id
        used |= self.env["realestate.appraisal.line"].search([("measure_id", "in", measures.ids)]).measure_id
        used.write({"code": False, "active": False})
        data.filtered(lambda name: name.res_id in used.ids).unlink()
