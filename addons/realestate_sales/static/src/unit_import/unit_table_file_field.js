import { _t } from "@web/core/l10n/translation";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";

import { useRef, useState } from "@odoo/owl";

/**
 * A workbook dropped anywhere on the form (or chosen) is saved at once, so that the server reads
 * and checks it without another click.
 */
export class UnitTableFileField extends BinaryField {
    static template = "realestate_sales.UnitTableFileField";

    setup() {
        super.setup();
        this.status = useState({ reading: false });
        this.root = useRef("root");
        useDropzone(this.root, (ev) => this.onDrop(ev), "", () => !this.props.readonly);
    }

    async onDrop(ev) {
        const file = ev.dataTransfer.files[0];
        if (!file || !checkFileSize(file.size, this.notification)) {
            return;
        }
        const url = await getDataURLFromFile(file);
        await this.update({ data: url.split(",")[1], name: file.name });
    }

    async update(file) {
        await super.update(file);
        if (!(await this.props.record.checkValidity({ displayNotification: true }))) {
            return;
        }
        this.status.reading = true;
        try {
            await this.props.record.save();
        } finally {
            this.status.reading = false;
        }
    }
}

export const unitTableFileField = {
    ...binaryField,
    component: UnitTableFileField,
    displayName: _t("Unit table"),
};

registry.category("fields").add("unit_table_file", unitTableFileField);
