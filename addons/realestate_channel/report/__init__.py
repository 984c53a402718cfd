from . import realestate_registration_report
from . import realestate_commission_xlsx
from . import realestate_channel_resource
