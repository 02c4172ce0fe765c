import { Failure } from "./failure.ts";
import type { EffectName } from "./file_system_effect.ts";

interface Fault {
  readonly code: string;
  /** How many are still to pass. */
  left: number;
}

/** Failures that are to come. */
export class Faults {
  readonly #byEffect = new Map<EffectName, Fault[]>();

  /** The `nth` effect of this name from now on fails with this code, once. */
  add(effect: EffectName, code: string, nth: number): void {
    if (!Number.isSafeInteger(nth) || nth < 1) throw new RangeError(`nth must be a whole number, 1 or more: ${nth}`);
    const faults = this.#byEffect.get(effect) ?? [];
    this.#byEffect.set(effect, [...faults, { code, left: nth }]);
  }

  /** Counts an effect, and fails when it is to. */
  count(effect: EffectName): void {
    const faults = this.#byEffect.get(effect);
    if (faults === undefined) return;
    const due = faults.filter((fault) => --fault.left === 0);
    this.#byEffect.set(effect, faults.filter((fault) => fault.left > 0));
    if (due.length > 0) throw new Failure(due[0]!.code, { detail: "injected" });
  }
}
