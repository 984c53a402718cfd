# isort: off
from . import realestate_enterprise
from . import realestate_enterprise_contact
from . import realestate_enterprise_visit
from . import realestate_enterprise_agreement
from . import realestate_enterprise_event
from . import realestate_enterprise_guest
from . import crm_lead
from . import realestate_channel_team
from . import realestate_channel_funnel
