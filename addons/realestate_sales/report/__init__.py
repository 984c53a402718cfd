from . import realestate_board_xlsx
from . import realestate_customer_report
from . import realestate_day_report
from . import realestate_day_report_xlsx
from . import realestate_target_report
