from . import realestate_board_mixin
from . import realestate_project
from . import realestate_unit
from . import realestate_hold
from . import realestate_deal
from . import ir_websocket
