import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The board of files by step: a card dragged to an earlier column asks why it is sent back. */
export class ServiceKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.serviceAction = useService("action");
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const { list } = this.props;
        const position = (id) => list.groups.findIndex((group) => group.id === id);
        const target = list.isGrouped && position(params.parent?.dataset.id);
        const isByStep = list.isGrouped && list.groupByField.name === "stage_id";
        if (!isByStep || target === -1 || target >= position(dataGroupId)) {
            return super.sortRecordDrop(...arguments);
        }
        params.parent.classList.remove("o_kanban_hover");
        const record = list.groups[position(dataGroupId)].list.records.find((card) => card.id === dataRecordId);
        const action = await this.orm.call(record.resModel, "action_ask_reason", [[record.resId]], {
            context: { realestate_verb: "back" },
        });
        action.context.default_stage_id = list.groups[target].value;
        this.serviceAction.doAction(action, { onClose: () => list.model.load() });
    }
}

registry.category("views").add("realestate_service_kanban", { ...kanbanView, Renderer: ServiceKanbanRenderer });
