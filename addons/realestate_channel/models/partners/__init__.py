# isort: off
from . import realestate_channel_partner_kind
from . import realestate_channel_partner
from . import realestate_registration_rule
from . import realestate_registration_counter
from . import realestate_registration
from . import realestate_registration_answer
from . import realestate_registration_text
from . import realestate_registration_visit
from . import realestate_registration_expiry
from . import realestate_registration_meeting
from . import realestate_registration_conflict
from . import crm_lead
from . import realestate_reception
from . import realestate_project
from . import realestate_deal
from . import realestate_claim
from . import realestate_claim_evidence
