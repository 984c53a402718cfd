from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

UNITS = [("percent", "%"), ("number", "Number"), ("amount", "¥"), ("area", "㎡"), ("days", "Days")]


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
    """

    model: str
    base: Domain
    met: Domain | None = None
    subjects: dict[str, str] = field(default_factory=dict)
    aggregate: str = "__count"

    @property
    def numerator(self):
        return self.base & self.met if self.met is not None else self.base


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
    unit = fields.Selection(UNITS, required=True, default="percent")
    higher_is_better = fields.Boolean(default=True)
    target = fields.Float(help="In the measure's unit; a description of a job may ask for another.")
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

    def _figures(self, date_from, date_to, by=None, domain=None):
        """Return the figures of this measure for the days ``date_from`` through ``date_to``, by two queries.

        Whose figures a user may see is for the caller to decide: they are added up over all records.

        :param by: ``user`` or ``project``; None: all in one
        :param domain: restricts what is measured, on the measure's model
        :return: id of the subject (False without ``by``) → ``numerator``, ``denominator``, ``value``; a share is
            in percent, and None where there was nothing to measure: that is not zero (HR-2)
        :rtype: dict
        """
        source = self._source(date_from, date_to)
        extra = Domain(domain or Domain.TRUE)
        groupby = [source.subjects[by]] if by else []
        model = self.env[source.model].sudo().with_context(active_test=False)

        def add_up(records):
            rows = model._read_group(records & extra, groupby, [source.aggregate])
            return {row[0].id if by else False: row[-1] or 0 for row in rows}

        numerators = add_up(source.numerator)
        if source.met is None:
            return {key: {"numerator": value, "denominator": None, "value": value} for key, value in numerators.items()}
        return {
            key: {
                "numerator": numerators.get(key, 0),
                "denominator": base,
                "value": 100.0 * numerators.get(key, 0) / base if base else None,
            }
            for key, base in add_up(source.base).items()
        }

    def _is_reached(self, value):
        """Return whether ``value`` reaches the target; None where there is nothing to measure."""
        self.ensure_one()
        if value is None:
            return None
        return value >= self.target if self.higher_is_better else value <= self.target

    def _records_action(self, date_from, date_to, by=None, subject_id=False, which="numerator"):
        """Return the action that opens the records behind a figure, with the reader's own rights.

        :param str which: ``numerator``, ``denominator``, or ``missed``: what is in the denominator alone
        """
        source = self._source(date_from, date_to)
        domain = {
            "numerator": source.numerator,
            "denominator": source.base,
            "missed": source.base & ~(source.met if source.met is not None else Domain.TRUE),
        }[which]
        if by:
            domain &= Domain(source.subjects[by], "=", subject_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": source.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"active_test": False},
        }
