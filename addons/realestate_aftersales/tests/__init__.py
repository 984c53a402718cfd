from . import test_access_matrix
from . import test_customer_file
from . import test_arrears
from . import test_service
from . import test_service_deal
from . import test_arrears_measure
from . import test_mortgage
from . import test_certificate
