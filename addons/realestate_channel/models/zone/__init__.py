# isort: off
from . import res_company
from . import res_config_settings
from . import realestate_channel_zone
from . import realestate_channel_distribution
from . import realestate_project
from . import realestate_material
from . import realestate_material_place
from . import realestate_material_quantity_mixin
from . import realestate_material_stock
from . import realestate_material_holding
from . import realestate_material_move
from . import realestate_material_request
from . import realestate_material_request_line
from . import realestate_channel_funnel
