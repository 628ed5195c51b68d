"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CheckboxField } from "#components/ui/checkbox.tsx";
import { CidrInput } from "#components/ui/cidr-input.tsx";
import { ErrorSummary, type FieldError } from "#components/ui/error-summary.tsx";
import { TextField } from "#components/ui/input.tsx";
import { RadioField } from "#components/ui/radio.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { SwitchField } from "#components/ui/switch.tsx";
import { TextareaField } from "#components/ui/textarea.tsx";

const ORGS = [
  { value: "halcyon", label: "Halcyon Capital" },
  { value: "vega", label: "Vega Volatility" },
  { value: "tideline", label: "Tideline Research, off-boarded", disabled: true },
];

export function FormSamples({ theme }: { theme: string }) {
  const id = (name: string) => `${theme}-${name}`;
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [networks, setNetworks] = useState(
    "203.0.113.9/26\n2001:0DB8:40::1/48\n10.0.0.0/8\n203.0.113.20\n203.0.113.300",
  );
  const refuse = () =>
    setErrors([
      { fieldId: id("name-error"), message: "Give the key a name." },
      { fieldId: id("until"), message: "A key that may withdraw lives at most 90 days." },
    ]);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title="Text fields">
        <div className="grid gap-4">
          <ErrorSummary errors={errors} />
          <TextField
            id={id("name")}
            label="Name"
            help="What its owner calls it. It can be changed."
            defaultValue="mm-prod-eu-2"
          />
          <TextField id={id("name-error")} label="Name" error="Give the key a name." />
          <TextField
            id={id("until")}
            label="Until"
            optional
            help="At most 90 days for keys that may withdraw."
            beside={<Button>30 d</Button>}
          />
          <TextField id={id("locked")} label="Key id" mono defaultValue="k_7Q2MXH4TABCDEFGH" readOnly />
          <TextField id={id("off")} label="Gateway" defaultValue="gw-1" disabled />
          <TextareaField
            id={id("pem")}
            label="Public key"
            mono
            rows={3}
            placeholder="-----BEGIN PUBLIC KEY-----"
            help="PEM, Ed25519. The private key stays with you."
          />
          <SelectField
            id={id("org")}
            label="Organization"
            placeholder="Choose an organization"
            options={ORGS}
          />
          <SelectField
            id={id("org-error")}
            label="Organization"
            options={ORGS}
            error="This organization is frozen."
          />
          <div>
            <Button onClick={refuse}>Show the error summary</Button>
          </div>
        </div>
      </Card>
      <Card title="Choices">
        <div className="grid gap-4">
          <RadioField
            id={id("kind")}
            name={id("kind")}
            label="Kind"
            look="cards"
            defaultValue="browser"
            options={[
              {
                value: "browser",
                label: "Made in this browser",
                help: "Ed25519. The private key is saved here and never sent.",
              },
              {
                value: "paste",
                label: "Paste a public key",
                help: "You sign a challenge to show that you hold the private key.",
              },
              {
                value: "hmac",
                label: "HMAC",
                help: "Halcyon Capital uses it, so only they may see its secret.",
                disabled: true,
              },
            ]}
          />
          <RadioField
            id={id("env")}
            name={id("env")}
            label="Environment"
            defaultValue="live"
            options={[
              { value: "live", label: "Live" },
              { value: "test", label: "Test" },
            ]}
          />
          <div className="grid gap-2">
            <CheckboxField id={id("box")} label="Requests over plain HTTP are refused" defaultChecked />
            <CheckboxField id={id("box-off")} label="Off" />
            <CheckboxField id={id("box-some")} label="Some of them" indeterminate readOnly checked={false} />
            <CheckboxField
              id={id("box-disabled")}
              label="Not for this kind"
              disabled
              help="Bearer keys read only."
            />
            <CheckboxField
              id={id("box-error")}
              label="I wrote the codes down"
              error="Needed before the first live key."
            />
          </div>
          <div className="grid gap-3">
            <SwitchField
              id={id("switch-on")}
              label="Single keys"
              help="Off: only ⌘K and Esc remain."
              defaultChecked
            />
            <SwitchField id={id("switch-off")} label="Daily digest" />
            <SwitchField id={id("switch-disabled")} label="Splunk sink" disabled />
          </div>
          <CidrInput
            id={id("networks")}
            label="Networks"
            value={networks}
            onChange={setNetworks}
            myAddress="198.51.100.7"
            help="Requests from elsewhere are refused."
          />
        </div>
      </Card>
    </div>
  );
}
