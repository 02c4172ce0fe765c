/** Directories on the operating system under this process. */
import { type Target, target } from "../../ffi/target.ts";
import { darwinListing } from "./darwin/listing.ts";
import { linuxListing } from "./linux/listing.ts";
import type { Listing } from "./listing_contract.ts";
import { absent } from "./unsupported.ts";
import { windowsListing } from "./windows/listing.ts";

const LISTINGS: Partial<Record<Target["os"], Listing>> = {
  linux: linuxListing,
  darwin: darwinListing,
  windows: windowsListing,
};

/** Directories on the operating system under this process. */
export const listing: Listing = LISTINGS[target.os] ?? absent<Listing>(target.os);
