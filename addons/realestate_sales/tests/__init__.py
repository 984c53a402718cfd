from . import test_deal_claim
from . import test_payment_plan
