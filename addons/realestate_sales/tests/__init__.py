from . import test_deal_claim
