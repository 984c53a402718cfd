from . import realestate_board_xlsx
