from . import test_deal_claim
from . import test_payment_plan
from . import test_installment_invoice
from . import test_masking
from . import test_deal_subscribe
from . import test_deal_contract
from . import test_deal_change
from . import test_discount
