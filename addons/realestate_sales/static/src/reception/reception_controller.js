import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

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
        this.model = useModel(ReceptionModel, {}, { beforeFirstLoad: () => this.load() });
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

    async load() {
        await this.model.loadProjects();
        const ids = this.model.projects.map(({ id }) => id);
        const { action, resId } = this.props;
        const wanted = [
            resId || action.params?.project_id || action.context?.active_id,
            parseInt(browser.localStorage.getItem(STORED_PROJECT)),
            ids[0],
        ];
        const projectId = wanted.find((id) => ids.includes(id));
        if (projectId) {
            await this.model.open(projectId);
        }
    }

    async openProject(projectId) {
        browser.localStorage.setItem(STORED_PROJECT, projectId);
        await this.model.open(projectId);
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
