/** State of a bond of Open vSwitch (struct bond); the rules are in `bonds.ts`. */
export const BOND_MODES = ['active-backup', 'balance-slb', 'balance-tcp'] as const;
export type BondMode = (typeof BOND_MODES)[number];

export interface Bond {
	mode: BondMode;
}
