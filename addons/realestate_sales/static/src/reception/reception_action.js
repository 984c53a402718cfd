import { registry } from "@web/core/registry";

import { ReceptionController } from "./reception_controller";

registry.category("actions").add("realestate_sales.reception", ReceptionController);
