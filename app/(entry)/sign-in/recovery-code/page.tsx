import type { Metadata } from "next";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { RecoveryCodeForm } from "#components/identity/recovery-code-form.tsx";

export const metadata: Metadata = { title: "Use a recovery code" };

export default function RecoveryCodePage() {
  return (
    <PlainFrame>
      <RecoveryCodeForm />
    </PlainFrame>
  );
}
