/** Why a card with virtual functions, a failover pair and a migration decide as they do. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';

export type SriovCause =
	/** The card puts the port VLAN of a VF on, or takes it off. */
	| {kind: 'vf-port-vlan'; vf: DeviceId; vid: number; way: 'in' | 'out'}
	/** The rate limit of a VF holds the frame back, ns. */
	| {kind: 'vf-paced'; vf: DeviceId; delay: number}
	/** Sender and receiver are functions of one card: the frame stays inside. */
	| {kind: 'adapter-inside'; mac: Mac; functions: DeviceId[]}
	/** No filter has the destination, or the card is a VEPA: to the wire. */
	| {kind: 'adapter-to-wire'; mac: Mac; mode: 'veb' | 'vepa'}
	/** A group goes to the wire and to these functions. */
	| {kind: 'adapter-group-out'; group: Mac; functions: DeviceId[]}
	/** From the wire: these functions have the destination or the group in their filters. */
	| {kind: 'adapter-filter-hit'; mac: Mac; functions: DeviceId[]}
	/** From the wire: no filter has it; promiscuous functions get it. */
	| {kind: 'adapter-unknown'; mac: Mac; functions: DeviceId[]}
	/** From the wire: whose address it is may not have it in this VLAN (0: untagged), so the physical function gets it. */
	| {kind: 'adapter-default-pool'; mac: Mac; function: DeviceId; vid: number}
	/** A function would take the address but is not in the VLAN (0: untagged). */
	| {kind: 'adapter-vlan-refused'; function: DeviceId; vid: number}
	/** VEPA: what a function sent itself is not given back to it. */
	| {kind: 'adapter-pruned'; function: DeviceId; mac: Mac}
	/** A VF that is trusted and promiscuous gets a copy of what is not its own. */
	| {kind: 'adapter-true-promisc'; functions: DeviceId[]}
	/** By which half of the pair the frame leaves. */
	| {kind: 'failover-path'; device: DeviceId; half: 'primary' | 'standby'}
	/** A machine moves from one host to another. */
	| {kind: 'migration'; phase: 'moved' | 'announced' | 'plugged'};

export const SRIOV_DROP_REASONS = [
	// The source address is not the VF's, and it is checked.
	'vf-spoofed-mac',
	// The VF is not in the VLAN of its frame, or has a port VLAN and tags itself.
	'vf-spoofed-vlan',
	// The ring of a VF whose rate is limited is full.
	'vf-ring-full',
	// No function of the card takes it from the wire.
	'adapter-no-filter',
	// A function has the address, so it does not leave the card, but it may not have the frame.
	'adapter-no-receiver',
	// A failover pair listens to its primary half only.
	'failover-standby',
	// Neither half of the pair can send.
	'failover-no-path',
	// The machine is between two hosts.
	'machine-paused',
] as const;
export type SriovDropReason = (typeof SRIOV_DROP_REASONS)[number];

/** The datasheet, and QEMU's model of the 82576, which puts it into code. */
const SWITCHING = 'Intel 82599 datasheet 7.10.3, QEMU igb_receive_assign';

export const SRIOV_CAUSE_SOURCES: Readonly<Record<SriovCause['kind'], string>> = {
	'vf-port-vlan': 'ixgbe_enable_port_vlan (VMVIR, hide VLAN)',
	'vf-paced': 'ixgbe_set_vf_rate_limit (RTTBCNRC)',
	'adapter-inside': `${SWITCHING}, ixgbe_configure_bridge_mode (VT_LBEN)`,
	'adapter-to-wire': `${SWITCHING}, ixgbe_configure_bridge_mode`,
	'adapter-group-out': `${SWITCHING}, ixgbe_set_vmolr (BAM)`,
	'adapter-filter-hit': `${SWITCHING}, ixgbe_set_vf_mac`,
	'adapter-unknown': 'ixgbe_set_rx_mode (FCTRL.UPE), ice_sriov.c',
	'adapter-default-pool': 'ixgbe_configure_virtualization (VT_CTL), QEMU igb_receive_assign',
	'adapter-vlan-refused': 'ixgbe_set_vf_vlan (VLVF), ixgbe_set_vmolr (AUPE)',
	'adapter-pruned': 'ixgbe_configure_bridge_mode (source address pruning)',
	'adapter-true-promisc': 'ice_vc_cfg_promiscuous_mode_msg (vf-true-promisc-support)',
	'failover-path': 'net_failover_start_xmit',
	migration: 'net_failover_slave_unregister, QEMU migration.c, announce.c',
};

export const SRIOV_DROP_SOURCES: Readonly<Record<SriovDropReason, string>> = {
	'vf-spoofed-mac': 'ixgbe_ndo_set_vf_spoofchk (PFVFSPOOF.MACAS), ixgbe_spoof_check',
	'vf-spoofed-vlan': 'ixgbe_ndo_set_vf_spoofchk (PFVFSPOOF.VLANAS), ixgbe_set_vf_vlan_msg',
	'vf-ring-full': 'ixgbevf_maybe_stop_tx, IXGBEVF_DEFAULT_TXD',
	'adapter-no-filter': SWITCHING,
	'adapter-no-receiver': SWITCHING,
	'failover-standby': 'net_failover_handle_frame',
	'failover-no-path': 'net_failover_drop_xmit',
	'machine-paused': 'QEMU migration.c (migration_completion)',
};
