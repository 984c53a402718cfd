from . import realestate_board_xlsx
from . import realestate_customer_report
