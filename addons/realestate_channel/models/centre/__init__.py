# isort: off
from . import res_company
from . import res_config_settings
from . import realestate_channel_centre
from . import realestate_channel_coverage
from . import realestate_channel_duty
from . import realestate_channel_duty_task
from . import realestate_channel_duty_run
from . import realestate_channel_tenant
from . import realestate_measure
