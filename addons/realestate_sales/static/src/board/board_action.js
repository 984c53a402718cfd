import { registry } from "@web/core/registry";

import { BoardController } from "./board_controller";

registry.category("actions").add("realestate_sales.board", BoardController);
