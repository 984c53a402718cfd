from . import realestate_board
from . import unit_table
from . import realestate_reception
from . import realestate_day_report
from . import realestate_appraisal
