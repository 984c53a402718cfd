from datetime import timedelta

from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestServiceMeasure(AftersalesCommon):
    """SRV-1, HR-2: files late, of those that ran in the period; the cases are worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measure = cls.env.ref("realestate_aftersales.realestate_measure_files_late")
        cls.services = cls.env["realestate.service"]
        # each step has five days; begun 20, 8 and 3 days ago
        for unit, days_ago in zip(cls.units[:3], (20, 8, 3), strict=True):
            cls.services |= cls._new_service(
                cls._signed_deal(unit, days_ago=days_ago),
                user=cls.env.ref("base.user_root"),
                date_start=cls.today - timedelta(days=days_ago),
            )
        cls.old, cls.late, cls.young = cls.services.sudo()

    def _figure(self, first, last):
        figures = self.measure._figures(
            self.today - timedelta(days=first),
            self.today - timedelta(days=last),
            domain=[("kind_id", "=", self.kind.id)],
        )
        return (figures[False]["numerator"], figures[False]["denominator"])

    def test_by_hand(self):
        """SRV-1: late from the day after the due day; what has not begun in the period does not run in it."""
        self.env.flush_all()
        self.assertEqual(self._figure(30, 0), (2, 3))
        # old: due 15 days ago; its due day itself is in time
        self.assertEqual(self._figure(20, 15), (0, 1))
        self.assertEqual(self._figure(20, 14), (1, 1))
        # late: due 3 days ago, late from 2 days ago
        self.assertEqual(self._figure(8, 3), (1, 3))
        self.assertEqual(self._figure(8, 2), (2, 3))
        self.assertEqual(self._figure(40, 21), (0, 0))
        # days to come are nobody's delay
        self.assertEqual(self._figure(1, -30), (2, 3))

    def test_done_late(self):
        """SRV-1: a step done late was late until it was done, and its next step is not."""
        self.old._finish_step(self.today - timedelta(days=10))
        self.env.flush_all()
        self.assertEqual(self._figure(20, 14), (1, 1))
        self.assertEqual(self._figure(12, 10), (1, 1))
        # the next step is due 5 days after the tenth
        self.assertEqual(self._figure(9, 5), (0, 2))
        self.assertEqual(self._figure(9, 4), (1, 2))

    def test_records_and_cancelled(self):
        """HR-2: the figure opens the steps that were late; a cancelled file is left out."""
        self.env.flush_all()
        period = (self.today - timedelta(days=30), self.today)
        action = self.measure._records_action(*period)
        steps = self.env[action["res_model"]].search(action["domain"] + [("kind_id", "=", self.kind.id)])
        self.assertEqual(set(steps.service_id.ids), {self.old.id, self.late.id})
        self.late.with_user(self.service_manager).action_cancel("x")
        self.env.flush_all()
        self.assertEqual(self._figure(30, 0), (1, 2))
