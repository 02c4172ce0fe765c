/**
 * Extended attributes of what is copied without being opened, links above all, on the operating system under this
 * process. Results are raw, as in `contract.ts`.
 */
import { type Target, target } from "../../ffi/target.ts";
import type { Program } from "../call/program.ts";
import type { Place } from "./copying_contract.ts";
import { darwinPlaceAttributes } from "./darwin/place_attributes.ts";
import { linuxPlaceAttributes } from "./linux/place_attributes.ts";

/** Attributes of what has a name in a directory: of a link itself. */
export interface PlaceAttributes {
  list(place: Place): Program<string[] | number>;
  get(place: Place, name: string): Program<Uint8Array<ArrayBuffer> | number>;
  set(place: Place, name: string, value: Uint8Array): Program<number>;
}

const ATTRIBUTES: Partial<Record<Target["os"], PlaceAttributes>> = {
  linux: linuxPlaceAttributes,
  darwin: darwinPlaceAttributes,
};

/** Extended attributes by place, where the system has such. */
export const placeAttributes: PlaceAttributes | undefined = ATTRIBUTES[target.os];
