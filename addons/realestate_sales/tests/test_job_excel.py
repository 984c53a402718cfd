import base64
import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestJobExcel(PeopleCommon):
    """HR-1: descriptions to Excel and back; all of a workbook is taken, or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.valid = cls._new_valid(number="XS-02", superior_job_id=cls.job_manager.id, headcount=6)

    def _wizard(self, **values):
        return self.env["realestate.job.excel"].with_user(self.hr).create(values)

    def _book(self):
        wizard = self._wizard()
        wizard.action_export()
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))

    def _import(self, book):
        output = io.BytesIO()
        book.save(output)
        wizard = self._wizard(file=base64.b64encode(output.getvalue()), filename="jobs.xlsx")
        wizard.action_import()
        return wizard

    def test_there_and_back(self):
        """HR-1: what is exported is what is imported: a draft that says the same; changed cells change it."""
        book = self._book()
        row = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[0].value == "Consultant")
        row[4].value = 8
        for line in book.worksheets[1].iter_rows(min_row=2):
            if line[0].value == "Consultant":
                line[4].value = 50
        self.assertFalse(self._import(book).errors)
        draft = self.job.realestate_description_ids.filtered(lambda d: d.state == "draft")
        self.assertEqual((draft.version, draft.headcount, draft.number), (2, 8, "XS-02"))
        self.assertEqual((draft.superior_job_id, draft.purpose), (self.job_manager, self.valid.purpose))
        self.assertEqual(draft.duty_ids.mapped("weight"), [50.0, 50.0])
        self.assertEqual(len(draft.qualification_ids), 10)
        self.assertEqual(self.valid.headcount, 6)
        # again: the draft is changed, no third version made
        self.assertFalse(self._import(book).errors)
        self.assertEqual(len(self.job.realestate_description_ids), 2)

    def test_new_job(self):
        """HR-1: a job that is not there yet is made in its department, its superior from the same workbook."""
        book = self._book()
        book.worksheets[0].append(["Deputy", "Sales Department", "XS-09", None, 1, "Consultant"])
        book.worksheets[1].append(["Deputy", "Helps", None, None, 100])
        self.assertFalse(self._import(book).errors)
        job = self.env["hr.job"].search([("name", "=", "Deputy")])
        self.assertEqual((job.department_id, job.realestate_description_ids.state), (self.department, "draft"))
        self.assertEqual(job.realestate_description_ids.superior_job_id, self.job)

    def test_errors_name_the_cell(self):
        """HR-1: each error names sheet, row, column and what to do; nothing is written."""
        count = self.env["realestate.job.description"].search_count([])
        cases = (
            (lambda book: book.worksheets[1].append(["Consultant", "More", None, None, "much"]), "no number"),
            (lambda book: book.worksheets[1].append(["Consultant", "More", None, None, 1]), "add up to 101"),
            (lambda book: book.worksheets[1].append(["Consultant", None, None, None, 1]), "is empty"),
            (lambda book: book.worksheets[1].append(["Consultant", "More", None, None, 0]), "weight 0"),
            (lambda book: book.worksheets[1].append(["Nobody", "More", None, None, 1]), "not on the sheet"),
            (lambda book: book.worksheets[0].append(["Deputy", "Nowhere"]), "Nowhere. is not known"),
            (lambda book: book.worksheets[0].append(["Consultant"]), "stands twice"),
            (lambda book: book.worksheets[0].append(["Deputy", None, None, None, 1, "Ghost"]), "no job .Ghost"),
            (lambda book: book.worksheets[2].append(["Consultant", "Magic"]), "Magic. is not known"),
            (
                lambda book: book.worksheets[2].append(["Consultant", "Education", "Again"]),
                "Education.* in row 2 already",
            ),
            (lambda book: book.worksheets[1].delete_cols(5), "no such column"),
        )
        for spoil, sentence in cases:
            book = self._book()
            spoil(book)
            wizard = self._import(book)
            with self.subTest(sentence=sentence):
                self.assertRegex(wizard.errors, sentence)
                self.assertRegex(wizard.errors, r"Sheet “\w+”, row \d+, column “")
                self.assertEqual(self.env["realestate.job.description"].search_count([]), count)

    def test_no_workbook(self):
        wizard = self._wizard(file=base64.b64encode(b"nonsense"), filename="x.xlsx")
        wizard.action_import()
        self.assertTrue(wizard.error_count)

    def test_only_hr(self):
        """ACCESS-1: nobody else exports or imports descriptions."""
        with self.assertRaises(AccessError):
            self.env["realestate.job.excel"].with_user(self.manager).create({})
