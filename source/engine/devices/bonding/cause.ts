/** Why a bond of the kernel decides as it does. */
import type {Mac} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import type {MuxState, RxState, SlaveLink} from './bond-device.js';

/** `bond` and `slave` are devices, -1 is none. */
export type BondCause =
	/** By which slave a frame leaves: the active one, the next in turn, the one that the hash says, or all. `hash` is -1 where there is none. */
	| {kind: 'bond-slave'; bond: DeviceId; slave: DeviceId; by: 'active' | 'turn' | 'hash' | 'all'; hash: number}
	/** Another slave is the active one. */
	| {kind: 'bond-active'; bond: DeviceId; slave: DeviceId; from: DeviceId}
	/** The monitor found a link in another state. */
	| {kind: 'bond-link'; bond: DeviceId; slave: DeviceId; link: SlaveLink}
	/** An LACPDU came from the partner. */
	| {kind: 'lacp-received'; bond: DeviceId; slave: DeviceId; partner: Mac; state: RxState}
	/** A port joined its bundle, or left it. */
	| {kind: 'lacp-mux'; bond: DeviceId; slave: DeviceId; state: MuxState};

export const BOND_DROP_REASONS = [
	// No slave may send.
	'bond-no-slave',
	// Received on a slave that is not listened to.
	'bond-inactive-slave',
	// An LACPDU or a marker ends at the bond that reads it.
	'bond-lacp-consumed',
] as const;
export type BondDropReason = (typeof BOND_DROP_REASONS)[number];

export const BOND_CAUSE_SOURCES: Readonly<Record<BondCause['kind'], string>> = {
	'bond-slave': '__bond_start_xmit, bond_xmit_hash',
	'bond-active': 'bond_select_active_slave, bond_change_active_slave',
	'bond-link': 'bond_miimon_inspect',
	'lacp-received': 'bond_3ad_lacpdu_recv, ad_rx_machine',
	'lacp-mux': 'ad_mux_machine, IEEE 802.1AX-2014 6.4.15',
};

export const BOND_DROP_SOURCES: Readonly<Record<BondDropReason, string>> = {
	'bond-no-slave': '__bond_start_xmit, bond_tx_drop',
	'bond-inactive-slave': 'bond_handle_frame, bond_should_deliver_exact_match',
	'bond-lacp-consumed': 'bond_3ad_lacpdu_recv',
};
