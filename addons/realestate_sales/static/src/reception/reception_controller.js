import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { openChosenProject, openProject } from "../project_page/project_choice";
import { ReceptionAnswer } from "./reception_answer";
import { ReceptionBook } from "./reception_book";
import { ReceptionForm } from "./reception_form";
import { ReceptionModel } from "./reception_model";
import { ReceptionRoster } from "./reception_roster";

const STORED_PROJECT = "realestate_reception_project";

export class ReceptionController extends Component {
    static template = "realestate_sales.Reception";
    static components = {
        Dropdown,
        DropdownItem,
        Layout,
        ReceptionAnswer,
        ReceptionBook,
        ReceptionForm,
        ReceptionRoster,
    };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Reception Desk");

    setup() {
        this.action = useService("action");
        this.display = { controlPanel: { layoutActions: true } };
        this.state = useState({ registered: 0 });
        this.model = useModel(ReceptionModel, {}, {
            beforeFirstLoad: () => openChosenProject(this.model, this.props, STORED_PROJECT),
        });
        useBus(this.model.bus, "update", () => this.onUpdate());
        onWillStart(() => this.model.start());
        onWillUnmount(() => this.model.stop());
    }

    onUpdate() {
        if (this.model.answer && this.model.answer !== this.lastAnswer) {
            this.state.registered++;
        }
        this.lastAnswer = this.model.answer;
        this.render(true);
    }

    async openProject(projectId) {
        await openProject(this.model, projectId, STORED_PROJECT);
    }

    get xlsxUrl() {
        const { project, day } = this.model.data;
        const domain = [
            ["project_id", "=", project.id],
            ["day", "=", day],
        ];
        return `/realestate/reception/xlsx?domain=${encodeURIComponent(JSON.stringify(domain))}`;
    }

    openLine(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "realestate.reception",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
