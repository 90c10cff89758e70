/** Causes and drops of cards with virtual functions, failover pairs and migrations in words. */
import type {Names, SriovCauseWords, SriovDropWords} from '../names.js';

function list(ids: readonly number[], name: Names): string {
	return ids.length === 0 ? 'nobody' : ids.map((id) => name.device(id)).join(', ');
}

const phases = {
	moved: 'the machine is on the new host: its virtio NIC is plugged in there',
	announced: 'the new host tells the switches where the MAC is now',
	plugged: 'the virtual function of the new host is plugged in',
} as const;

export const sriovCauses: SriovCauseWords = {
	'vf-port-vlan': (cause, name) =>
		cause.way === 'out'
			? `the card puts tag ${cause.vid} on: port VLAN of ${name.device(cause.vf)}`
			: `the card takes tag ${cause.vid} off: port VLAN of ${name.device(cause.vf)}`,
	'vf-paced': (cause, name) => `${name.device(cause.vf)} may not send faster: waits ${name.duration(cause.delay)} in its ring`,
	'adapter-inside': (cause, name) => `${name.mac(cause.mac)} is a function of this card: inside to ${list(cause.functions, name)}`,
	'adapter-to-wire': (cause, name) =>
		cause.mode === 'vepa' ? 'VEPA: everything goes to the wire' : `no filter of the card has ${name.mac(cause.mac)}: to the wire`,
	'adapter-group-out': (cause, name) => `group address: to the wire, and inside to ${list(cause.functions, name)}`,
	'adapter-filter-hit': (cause, name) => `the card’s filters know ${name.mac(cause.mac)}: ${list(cause.functions, name)}`,
	'adapter-unknown': (cause, name) =>
		cause.functions.length === 0
			? `no filter of the card has ${name.mac(cause.mac)}, and nobody here is promiscuous`
			: `no filter of the card has ${name.mac(cause.mac)}: to ${list(cause.functions, name)}, promiscuous`,
	'adapter-default-pool': (cause, name) =>
		`${name.mac(cause.mac)} is not in ${cause.vid === 0 ? 'the untagged LAN' : `VLAN ${cause.vid}`}: the card gives the frame to ${name.device(cause.function)}`,
	'adapter-vlan-refused': (cause, name) =>
		cause.vid === 0
			? `not to ${name.device(cause.function)}: it takes no untagged frames`
			: `not to ${name.device(cause.function)}: it is not in VLAN ${cause.vid}`,
	'adapter-pruned': (cause, name) => `not to ${name.device(cause.function)}: it sent the frame itself`,
	'adapter-true-promisc': (cause, name) => `a copy for ${list(cause.functions, name)}: trusted, and sees everything`,
	'failover-path': (cause, name) =>
		cause.half === 'primary'
			? `by ${name.device(cause.device)}, the primary half`
			: `by ${name.device(cause.device)}, the standby: no primary half can send`,
	migration: (cause) => phases[cause.phase],
};

export const sriovDrops: SriovDropWords = {
	'vf-spoofed-mac': {why: 'spoof check: the source MAC is not this virtual function’s', mark: 'spoof check: MAC'},
	'vf-spoofed-vlan': {why: 'spoof check: the virtual function may not use this tag', mark: 'spoof check: VLAN'},
	'vf-ring-full': {why: 'the rate is limited and the ring is full', mark: 'ring full'},
	'adapter-no-filter': {why: 'no function of the card takes it', mark: 'no filter on the card'},
	'adapter-no-receiver': {why: 'the address is a function of this card that may not have the frame', mark: 'not for that function'},
	'failover-standby': {why: 'the pair listens to its primary half only', mark: 'standby not heard'},
	'failover-no-path': {why: 'neither half of the pair can send', mark: 'no half can send'},
	'machine-paused': {why: 'the machine stands still between two hosts', mark: 'machine stands still'},
};
