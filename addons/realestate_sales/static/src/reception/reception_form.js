import { Component, onMounted, useEffect, useRef } from "@odoo/owl";

import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";

/** A visitor in three fields: phone, name, how they came; what else is known below. */
export class ReceptionForm extends Component {
    static template = "realestate_sales.ReceptionForm";
    static props = {
        model: Object,
        form: Object,
        known: { type: [Object, { value: null }] },
        missing: Object,
        busy: Boolean,
        registered: Number,
    };

    setup() {
        this.phoneRef = useRef("phone");
        this.nameRef = useRef("name");
        onMounted(() => !hasTouch() && this.phoneRef.el.focus());
        // the next visitor is waiting
        useEffect(
            (registered) => registered && this.phoneRef.el.focus(),
            () => [this.props.registered]
        );
    }

    get knownClass() {
        return {
            new: "o_new",
            held: "o_held",
            free: "o_free",
            owner: "o_owner",
            invalid: "o_invalid",
        }[this.props.known.status];
    }

    get sources() {
        const other = this.props.form.kind === "call" ? "visit" : "call";
        return this.props.model.data.sources.filter(({ value }) => value !== other);
    }

    get askedLabel() {
        return this.props.form.kind === "call" ? _t("Answered by") : _t("Asks for");
    }

    get nobodyLabel() {
        return this.props.form.kind === "call" ? _t("In turn") : _t("Nobody in particular");
    }

    set(name, value) {
        return this.props.model.setForm({ [name]: value });
    }

    choose(name, id) {
        return this.set(name, parseInt(id) || false);
    }

    onSubmit() {
        return this.props.model.register();
    }

    onPhoneKeydown(ev) {
        // Enter goes on to what is missing, and submits when nothing is
        if (ev.key === "Enter" && !this.props.form.name.trim()) {
            ev.preventDefault();
            this.nameRef.el.focus();
        }
    }
}
